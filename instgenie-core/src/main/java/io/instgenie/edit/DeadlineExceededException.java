package io.instgenie.edit;

/** An edit's deadline passed before it was done, or cannot be met; the message tells by how much. */
public final class DeadlineExceededException extends RetriableException {
    public DeadlineExceededException(String message) {
        super(message);
    }
}
