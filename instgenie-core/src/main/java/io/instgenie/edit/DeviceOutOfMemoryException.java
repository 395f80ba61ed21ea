package io.instgenie.edit;

/** The device has no memory left for the work; it may have once other edits are done. */
public final class DeviceOutOfMemoryException extends RetriableException {
    public DeviceOutOfMemoryException(String message) {
        super(message);
    }

    public DeviceOutOfMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
