package io.instgenie.activations;

import io.instgenie.cost.Section;
import org.bytedeco.pytorch.Tensor;

/** What is kept of a template's pass at one step, wherever it lies. */
public sealed interface KeptStep permits StepActivations, StreamedStep {
    /** What is kept, and how it is encoded. */
    ActivationFormat format();

    /**
     * A section of a block, as flat bytes on the host; good until the block is done.
     *
     * @throws LoadMissedException if it had to be loaded, and was not
     * @throws IllegalStateException if it is not kept
     */
    Tensor bytes(int block, Section section) throws LoadMissedException;
}
