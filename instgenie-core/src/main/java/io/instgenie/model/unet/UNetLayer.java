package io.instgenie.model.unet;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import java.util.List;

/**
 * A block, and what it costs.
 *
 * @param kind with the level and the widths: blocks of one kind cost the same for the same rows
 * @param level whose cells come out of it, 0 the finest
 * @param flopsPerRow of its convolutions and linear layers, for a cell that comes out
 * @param attends whether each cell attends to all
 */
record UNetLayer(UNetBlock block, String kind, int level, double flopsPerRow, boolean attends) {
    /** @param cells of each level */
    BlockShape shape(List<Integer> cells) {
        return new BlockShape(kind, 0, cells.get(level), List.of(), flopsPerRow, false);
    }

    /** @param cells of each level */
    BlockWork work(List<Integer> cells) {
        int rows = cells.get(level);
        return BlockWork.of(rows, attends ? rows : 0);
    }
}
