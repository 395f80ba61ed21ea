package io.instgenie.model.unet;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * All that the network reads of one lane's time and text, for all its steps. It depends on the steps' times and on the prompt only, so it
 * is computed once an edit. Thread-safe until closed.
 */
public final class UNetConditioning implements AutoCloseable {
    private final List<Tensor> timeShifts; // [steps, channels] for each residual block
    private final List<TextMemory> texts; // for each transformer block

    UNetConditioning(List<Tensor> timeShifts, List<TextMemory> texts) {
        this.timeShifts = timeShifts;
        this.texts = texts;
    }

    /** What a residual block adds to every cell at one step: {@code [channels]}. */
    Tensor timeShift(int resnet, int step) {
        return timeShifts.get(resnet).select(0, step);
    }

    TextMemory text(int transformerBlock) {
        return texts.get(transformerBlock);
    }

    /** How many tokens the text has; 0 for a network that does not read it. */
    long textTokens() {
        return texts.isEmpty() ? 0 : texts.get(0).keys().size(2);
    }

    @Override
    public void close() {
        timeShifts.forEach(Tensor::close);
        texts.forEach(TextMemory::close);
    }
}
