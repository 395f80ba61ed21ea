package io.instgenie.edit;

/** The device of a worker has failed and answers nothing more in this process; edits begin anew on others, if there are any. */
public final class DeviceLostException extends WorkerLostException {
    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message) {
        super(message);
    }

    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
