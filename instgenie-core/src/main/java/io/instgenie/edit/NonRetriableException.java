package io.instgenie.edit;

/** The same request will fail again. */
public abstract class NonRetriableException extends InstGenieException {
    protected NonRetriableException(String message) {
        super(message);
    }

    protected NonRetriableException(String message, Throwable cause) {
        super(message, cause);
    }
}
