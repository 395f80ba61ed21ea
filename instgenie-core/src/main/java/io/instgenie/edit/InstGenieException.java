package io.instgenie.edit;

/** Everything the library throws on purpose: what went wrong, told by the thing at fault. */
public abstract class InstGenieException extends RuntimeException {
    protected InstGenieException(String message) {
        super(message);
    }

    protected InstGenieException(String message, Throwable cause) {
        super(message, cause);
    }
}
