package io.instgenie.toy;

import io.instgenie.mask.Canvas;
import io.instgenie.tensor.Tensors;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a map that a lane computes. Immutable.
 *
 * @param active ascending, numbered row by row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ToyCells(int height, int width, long[] active) {
    static ToyCells of(Canvas canvas, long @Nullable [] tokens) {
        return new ToyCells(
                canvas.gridHeight(),
                canvas.gridWidth(),
                tokens == null ? LongStream.range(0, canvas.tokens()).toArray() : tokens);
    }

    int all() {
        return height * width;
    }

    /** The cells of a map of half the size that cover an active one of this. */
    ToyCells coarse() {
        int coarseWidth = (width + 1) / 2;
        return new ToyCells(
                (height + 1) / 2,
                coarseWidth,
                Arrays.stream(active)
                        .map(cell -> parent(cell, coarseWidth))
                        .sorted()
                        .distinct()
                        .toArray());
    }

    /** Where each active cell's parent stands among the active cells of {@code coarse}. */
    Tensor parents(ToyCells coarse) {
        return index(Arrays.stream(active)
                .map(cell -> Arrays.binarySearch(coarse.active, parent(cell, coarse.width)))
                .toArray());
    }

    private long parent(long cell, int coarseWidth) {
        return cell / width / 2 * coarseWidth + cell % width / 2;
    }

    /** Rows of the active cells {@code [active, channels]} among those of the template {@code [all, channels]}, which is asked if need be. */
    Tensor composite(Tensor rows, Supplier<Tensor> template) {
        return active.length == all() ? rows : template.get().index_copy(0, index(active), rows); // [all, channels]
    }

    /** {@code [all, channels]} to {@code [1, channels, height, width]}. */
    Tensor map(Tensor rows) {
        return rows.t().reshape(1, rows.size(1), height, width); // [1, channels, height, width]
    }

    /** {@code [1, channels, height, width]} to {@code [active, channels]}. */
    Tensor rows(Tensor map) {
        return map.reshape(map.size(1), all()).t().index_select(0, index(active)); // [active, channels]
    }

    private static Tensor index(long[] cells) {
        return Tensors.ofLongs(cells, cells.length);
    }
}
