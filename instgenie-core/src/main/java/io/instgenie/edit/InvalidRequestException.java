package io.instgenie.edit;

/** An argument cannot be served; the message names it and the values it may have. */
public final class InvalidRequestException extends NonRetriableException {
    public InvalidRequestException(String message) {
        super(message);
    }

    public InvalidRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
