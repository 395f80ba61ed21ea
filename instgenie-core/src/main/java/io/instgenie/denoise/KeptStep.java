package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.KeyValue;
import org.bytedeco.pytorch.Tensor;

/** What is kept of a template's pass at one step, wherever it lies. */
public sealed interface KeptStep permits StepActivations, StreamedStep {
    /** What is kept, and how it is encoded. */
    ActivationFormat format();

    /**
     * A section of a block, as flat bytes; good until the block is done.
     *
     * @throws LoadMissedException if it had to be loaded, and was not
     * @throws IllegalStateException if it is not kept
     */
    Tensor bytes(int block, Section section) throws LoadMissedException;

    /** Keys and values of a block, {@code [tokens, heads, headDim]}. */
    default KeyValue keyValue(int block) throws LoadMissedException {
        return format().keyValue(bytes(block, Section.KEY_VALUES));
    }

    /** A block's input rows, {@code [textTokens + tokens, width]}, text first. */
    default Tensor hiddenStates(int block) throws LoadMissedException {
        return format().hiddenStates(bytes(block, Section.HIDDEN_STATES));
    }
}
