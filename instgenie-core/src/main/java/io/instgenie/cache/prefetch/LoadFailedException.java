package io.instgenie.cache.prefetch;

import java.io.IOException;

/** A load could not be done; the cause tells why. What it would have brought must be computed instead. */
public final class LoadFailedException extends IOException {
    LoadFailedException(Throwable cause) {
        super("a load failed: " + cause.getMessage(), cause);
    }
}
