package io.instgenie.denoise;

/** Is told what blocks took that computed edits' own rows and nothing else, to refine a cost model. */
@FunctionalInterface
public interface BlockTimes {
    /** Listens to nothing. */
    BlockTimes IGNORED = (block, rows, rowsTimesKeys, nanos) -> {};

    /**
     * A block is done; called on the thread that steps.
     *
     * @param rowsTimesKeys the sum of each job's rows times its keys
     * @param nanos without waiting for loads
     */
    void block(int block, long rows, double rowsTimesKeys, long nanos);
}
