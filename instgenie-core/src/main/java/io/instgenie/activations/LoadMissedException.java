package io.instgenie.activations;

/** A load failed or did not come in time; what it was to bring must be computed. */
public final class LoadMissedException extends Exception {
    private static final long serialVersionUID = 1L;

    LoadMissedException(String message, Throwable cause) {
        super(message, cause);
    }

    LoadMissedException(String message) {
        super(message);
    }
}
