package io.instgenie.activations;

import io.instgenie.cost.Section;
import io.instgenie.device.HostMemory;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a template's pass at one step, in host memory. Written block by block by the thread that computes or loads the pass; read by
 * others once {@link TemplateActivations} holds it, which is when it is whole.
 */
public final class StepActivations implements KeptStep, AutoCloseable {
    private final ActivationFormat format;
    private final HostMemory memory;
    private final @Nullable Tensor[][] sections; // [blocks][sections], flat bytes each

    StepActivations(ActivationFormat format, HostMemory memory) {
        this.memory = memory;
        this.format = format;
        sections = new Tensor[format.blocks().size()][Section.values().length];
    }

    @Override
    public ActivationFormat format() {
        return format;
    }

    @Override
    public Tensor bytes(int block, Section section) {
        Tensor bytes = sections[block][section.ordinal()];
        if (bytes == null) {
            throw new IllegalStateException(section + " of block " + block + " are not kept");
        }
        return bytes;
    }

    /** Keeps a copy of a section's bytes, wherever they are. */
    void keep(int block, Section section, Tensor bytes) {
        sections[block][section.ordinal()] = memory.copy(bytes);
    }

    @Override
    public void close() {
        for (Tensor[] block : sections) {
            for (Tensor bytes : block) {
                if (bytes != null) {
                    memory.free(bytes);
                }
            }
        }
    }
}
