package io.instgenie.activations;

import io.instgenie.cost.Section;
import org.bytedeco.pytorch.Tensor;

/** A step whose activations come from a file, block by block just in time. Used by one thread. */
public final class StreamedStep implements KeptStep {
    private final ActivationFormat format;
    private final StepLoads loads;
    private final int group;
    private final Runnable whenUnreadable;

    /**
     * @param group which of the step's groups it is, as {@code loads} counts them
     * @param whenUnreadable is told that the file cannot be read
     */
    StreamedStep(ActivationFormat format, StepLoads loads, int group, Runnable whenUnreadable) {
        this.format = format;
        this.loads = loads;
        this.group = group;
        this.whenUnreadable = whenUnreadable;
    }

    @Override
    public ActivationFormat format() {
        return format;
    }

    @Override
    public Tensor bytes(int block, Section section) throws LoadMissedException {
        try {
            return loads.bytes(group, block, section);
        } catch (LoadMissedException e) {
            if (loads.hasFailed(group)) {
                whenUnreadable.run();
            }
            throw e;
        }
    }
}
