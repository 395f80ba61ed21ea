package io.instgenie.cache.prefetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Slows loads down to those of a slower disk, for benchmarks. All loads through one throttle share its bandwidth. Thread-safe.
 */
public final class Throttle {
    private static final double NANOS = 1e9;

    private final double bytesPerSecond;
    private final LongSupplier ticker;
    private final LongConsumer sleeper;
    private long busyUntil; // guarded by this

    /**
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     * @param sleeper waits for as many nanoseconds, as {@link java.util.concurrent.locks.LockSupport#parkNanos(long)} does
     */
    public Throttle(double bytesPerSecond, LongSupplier ticker, LongConsumer sleeper) {
        if (!(bytesPerSecond > 0)) {
            throw new IllegalArgumentException("bytesPerSecond must be positive, not " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
        this.ticker = ticker;
        this.sleeper = sleeper;
        this.busyUntil = ticker.getAsLong();
    }

    /** The same load, slowed down. */
    public BlockLoad slow(BlockLoad load) {
        return new BlockLoad() {
            @Override
            public int bytes() {
                return load.bytes();
            }

            @Override
            public void load(ByteBuffer slot) throws IOException {
                long end = reserve(load.bytes());
                load.load(slot);
                for (long left = end - ticker.getAsLong(); left > 0; left = end - ticker.getAsLong()) {
                    sleeper.accept(left);
                }
            }
        };
    }

    /** When the disk would be done with {@code bytes} more. */
    private synchronized long reserve(long bytes) {
        long now = ticker.getAsLong();
        long begin = busyUntil - now > 0 ? busyUntil : now;
        busyUntil = begin + (long) (bytes / bytesPerSecond * NANOS);
        return busyUntil;
    }
}
