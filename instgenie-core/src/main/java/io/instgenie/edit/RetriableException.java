package io.instgenie.edit;

/** The same request may succeed later, or elsewhere. */
public abstract class RetriableException extends InstGenieException {
    protected RetriableException(String message) {
        super(message);
    }

    protected RetriableException(String message, Throwable cause) {
        super(message, cause);
    }
}
