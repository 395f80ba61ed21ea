package io.instgenie.model.rows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a block must know of the rows it is given. All give keys and values; those that go on to the next block also attend and pass
 * through the MLP.
 *
 * @param layout whose rows lie where in the block's input
 * @param onward whose rows lie where among those that go on: all of {@code layout}, or its image rows
 * @param modulations {@code [chunks, width]} per job, shifts, scales and gates of a block's norms
 * @param rotary complex {@code [imageRows, 1, headDim / 2]}, the image rows' own positions
 */
public record BlockContext(RowLayout layout, RowLayout onward, List<Tensor> modulations, Tensor rotary) {
    /** Of a block all of whose rows go on. */
    public BlockContext(RowLayout layout, List<Tensor> modulations, Tensor rotary) {
        this(layout, layout, modulations, rotary);
    }

    /** Those of {@code rows [rows, ...]} that go on: {@code [onward, ...]}. */
    public Tensor onward(Tensor rows) {
        return rows.narrow(0, layout.rows() - onward.rows(), onward.rows());
    }
}
