package io.instgenie.denoise;

import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;

/** A lane of which nothing but its size is known. */
final class StubConditioning implements Conditioning {
    private final int rows;
    private int closed;

    StubConditioning(int rows) {
        this.rows = rows;
    }

    @Override
    public BlockWork work(int block) {
        return BlockWork.of(rows, rows);
    }

    int timesClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed++;
    }
}
