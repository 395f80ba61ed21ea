package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.KeyValue;
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

    /** Keys and values of a block, {@code [tokens, heads, headDim]}, brought to the device as its attention reads them. */
    default KeyValue keyValue(int block, ComputeDevice device) throws LoadMissedException {
        Tensor brought = device.transfers().bring(bytes(block, Section.KEY_VALUES)); // [bytes]
        return device.kernels().attendable(format().keyValue(brought));
    }

    /** A block's input rows, {@code [textTokens + tokens, width]}, text first, brought to the device. */
    default Tensor hiddenStates(int block, ComputeDevice device) throws LoadMissedException {
        Tensor brought = device.transfers().bring(bytes(block, Section.HIDDEN_STATES)); // [bytes]
        return format().hiddenStates(brought, device.placement().type());
    }
}
