package io.instgenie.edit;

/** The device asked for cannot be used here; the message names what is missing. */
public final class UnsupportedDeviceException extends NonRetriableException {
    public UnsupportedDeviceException(String message) {
        super(message);
    }

    public UnsupportedDeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
