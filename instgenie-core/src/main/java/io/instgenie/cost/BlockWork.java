package io.instgenie.cost;

/**
 * What a block computes for a batch: sums over its jobs.
 *
 * @param rows that go through its linear layers
 * @param rowsTimesKeys each job's rows times the keys they attend to: attention
 * @param keys each job's keys, which are gathered for its attention
 */
public record BlockWork(double rows, double rowsTimesKeys, double keys) {
    /** No job. */
    public static final BlockWork NONE = new BlockWork(0, 0, 0);

    /** One job, each of whose rows attends to all its keys. */
    public static BlockWork of(int rows, int keys) {
        return new BlockWork(rows, (double) rows * keys, keys);
    }

    /** This work, {@code times} over. */
    public BlockWork times(double times) {
        return new BlockWork(times * rows, times * rowsTimesKeys, times * keys);
    }

    /** Both works. */
    public BlockWork plus(BlockWork other) {
        return new BlockWork(rows + other.rows, rowsTimesKeys + other.rowsTimesKeys, keys + other.keys);
    }
}
