package io.instgenie.edit;

/** The engine has as many edits waiting as it may; the message tells how many. */
public final class OverloadedException extends RetriableException {
    public OverloadedException(String message) {
        super(message);
    }
}
