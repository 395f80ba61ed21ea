package io.instgenie.cache.prefetch;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One load of one block, still to be done: from a file, from memory, through a {@link Throttle}. */
public interface BlockLoad {
    /** How many bytes it brings. */
    int bytes();

    /** Fills {@code slot}, which has that many remaining. Runs on the loader's thread, which must not be interrupted. */
    void load(ByteBuffer slot) throws IOException;
}
