package io.instgenie.model.unet;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Equally large maps of several lanes, a row for every cell: those of lane 0 in row-major order, then those of lane 1. Channels-last
 * memory is just that, so a map is a view of its rows.
 *
 * @param rows {@code [lanes * height * width, channels]}
 */
record Maps(Tensor rows, int lanes, int height, int width) {

    /** From {@code map [lanes, channels, height, width]}, without a copy where it is channels-last. */
    static Maps of(Tensor map) {
        Tensor rows = map.permute(0, 2, 3, 1).reshape(-1, map.size(1)); // [lanes * height * width, channels]
        return new Maps(rows, Math.toIntExact(map.size(0)), Math.toIntExact(map.size(2)), Math.toIntExact(map.size(3)));
    }

    /** The same memory as {@code [lanes, channels, height, width]}, channels-last. */
    Tensor map() {
        return rows.view(lanes, height, width, channels()).permute(0, 3, 1, 2); // [lanes, channels, height, width]
    }

    /** Other rows of the same cells. */
    Maps with(Tensor others) {
        return new Maps(others, lanes, height, width);
    }

    /** Rows {@code [lanes * cells, width]} lane by lane: {@code [lanes, cells, width]}. */
    Tensor byLane() {
        return rows.view(lanes, cells(), channels());
    }

    /** These channels, then those of {@code others}. */
    Maps concat(Maps others) {
        return with(torch.cat(new TensorVector(rows, others.rows), 1)); // [rows, channels + others]
    }

    int cells() {
        return height * width;
    }

    long channels() {
        return rows.size(1);
    }
}
