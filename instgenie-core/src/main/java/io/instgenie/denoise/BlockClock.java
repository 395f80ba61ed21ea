package io.instgenie.denoise;

/** What the blocks of a step took. Used by one thread. */
final class BlockClock {
    private final double[] seconds;
    private long nanos;

    BlockClock(int blocks) {
        seconds = new double[blocks];
    }

    void ended(int block, long blockNanos, long waitedNanos, boolean onlyLoaded) {
        nanos += blockNanos;
        seconds[block] = onlyLoaded ? (blockNanos - waitedNanos) / 1e9 : Double.NaN;
    }

    /** Where blocks are only enqueued, what they take shows at the end of all. */
    void spread(long waitedNanos) {
        nanos += waitedNanos;
        for (int block = 0; block < seconds.length; block++) {
            seconds[block] += waitedNanos / 1e9 / seconds.length;
        }
    }

    /** Of each block without waiting for loads; NaN if it computed something for a template. */
    double[] seconds() {
        return seconds.clone();
    }

    /** Of all blocks. */
    long nanos() {
        return nanos;
    }
}
