package io.instgenie.model.flux;

import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import org.bytedeco.pytorch.Tensor;

/**
 * One block of the transformer, cut open at its attention: an executor projects the rows, joins keys and values from wherever they come,
 * attends, and hands the outcome back. Rows are packed as {@link RowLayout} says, {@code [rows, width]}. Thread-safe.
 */
public sealed interface FluxBlock extends AutoCloseable permits FluxTransformerBlock, FluxSingleTransformerBlock {
    /** Blocks of one kind cost the same: {@code double} or {@code single}, as Flux's authors call them. */
    String kind();

    /** The adaLN vectors, {@code [steps, chunks, width]}, for conditioning {@code [steps, width]} after its SiLU. */
    Tensor modulation(Tensor conditioning);

    /** Keys and values of all rows, and queries of those that go on. */
    Projection project(Tensor hidden, BlockContext context);

    /**
     * Keys and values of image rows alone, from their hidden states: what a template needs whose own rows go no further.
     *
     * @param image {@code [tokens, width]}, this block's input
     * @param modulation {@code [chunks, width]}
     * @param rotary complex {@code [tokens, 1, headDim / 2]}
     */
    KeyValue keysAndValues(Tensor image, Tensor modulation, Tensor rotary);

    /**
     * Finishes the block in place.
     *
     * @param hidden the block's input, {@code [rows, width]}, of which the rows that go on become its output
     * @param attended attention's outcome, {@code [onward, width]}
     */
    void update(Tensor hidden, Projection projection, Tensor attended, BlockContext context);

    @Override
    void close();
}
