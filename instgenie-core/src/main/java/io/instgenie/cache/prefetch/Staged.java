package io.instgenie.cache.prefetch;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A load that has arrived, in its slot. Close it when what is computed from it is computed: the slot is for the next load then. */
public final class Staged implements AutoCloseable {
    private final ByteBuffer bytes;
    private final Runnable whenClosed;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Staged(ByteBuffer bytes, Runnable whenClosed) {
        this.bytes = bytes;
        this.whenClosed = whenClosed;
    }

    /** The slot's memory, from position 0 to the end of the load; not to be used after {@link #close}. */
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            whenClosed.run();
        }
    }
}
