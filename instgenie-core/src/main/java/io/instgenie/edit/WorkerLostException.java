package io.instgenie.edit;

/** The worker that ran the edit failed, or was closed, before the edit was done. */
public class WorkerLostException extends RetriableException {
    public WorkerLostException(String message) {
        super(message);
    }

    public WorkerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
