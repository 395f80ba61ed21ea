package io.instgenie.activations;

import io.instgenie.cost.Section;
import io.instgenie.device.ComputeDevice;
import io.instgenie.model.Numbers;
import io.instgenie.model.Share;
import org.bytedeco.pytorch.Tensor;

/** One section of what is kept of a block, brought to a device: good there until the block is done. */
public final class KeptShare implements Share {
    private final ActivationFormat format;
    private final int block;
    private final Section section;
    private final Tensor bytes;

    private KeptShare(ActivationFormat format, int block, Section section, Tensor bytes) {
        this.format = format;
        this.block = block;
        this.section = section;
        this.bytes = bytes;
    }

    /**
     * Brings a section to where the device computes.
     *
     * @throws LoadMissedException if it had to be loaded, and was not
     */
    public static KeptShare bring(KeptStep step, int block, Section section, ComputeDevice device)
            throws LoadMissedException {
        Tensor brought = device.transfers().bring(step.bytes(block, section)); // [bytes]
        return new KeptShare(step.format(), block, section, brought);
    }

    @Override
    public Numbers part(Section wanted, int part) {
        if (wanted != section) {
            throw new IllegalStateException(wanted + " of block " + block + " were not brought, but " + section);
        }
        return format.part(block, section, part, bytes);
    }
}
