package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.KeyValue;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a template while it is computed or loaded: to memory and to the disk, as far as either has room. Used by one thread; what is
 * not {@linkplain #finish finished} leaves nothing.
 */
final class StepRecording implements AutoCloseable {
    private final TemplateActivations activations;
    private final int step;
    private @Nullable StepActivations memory;
    private boolean writing;

    StepRecording(TemplateActivations activations, int step, @Nullable StepActivations memory, boolean writing) {
        this.activations = activations;
        this.step = step;
        this.memory = memory;
        this.writing = writing;
    }

    /** Whether anything is to be kept. */
    boolean keepsAnything() {
        return memory != null || writing;
    }

    boolean keeps(Section section) {
        return memory != null && memory.format().keeps(section)
                || writing && activations.storage().format().keeps(section);
    }

    void keep(int block, KeyValue keyValue) {
        if (memory != null && memory.format().keeps(Section.KEY_VALUES)) {
            memory.keep(block, Section.KEY_VALUES, memory.format().encode(keyValue));
        }
        if (writing && stored().keeps(Section.KEY_VALUES)) {
            activations.storage().write(step, block, Section.KEY_VALUES, stored().encode(keyValue));
        }
    }

    /** @param rows the block's input, {@code [textTokens + tokens, width]}, text first */
    void keepHiddenStates(int block, Tensor rows) {
        if (memory != null && memory.format().keeps(Section.HIDDEN_STATES)) {
            memory.keep(block, Section.HIDDEN_STATES, memory.format().encodeHiddenStates(rows));
        }
        if (writing && stored().keeps(Section.HIDDEN_STATES)) {
            activations.storage().write(step, block, Section.HIDDEN_STATES, stored().encodeHiddenStates(rows));
        }
    }

    /** Keeps what was loaded from the disk in memory. */
    void keep(int block, Section section, Tensor bytes, ActivationFormat format) {
        if (memory != null) {
            memory.keep(block, section, format.transcode(bytes, section, memory.format()));
        }
    }

    private ActivationFormat stored() {
        return activations.storage().format();
    }

    /** Makes it known: every block was kept. */
    void finish() {
        if (memory != null) {
            activations.put(step, memory);
            memory = null;
        }
        if (writing) {
            writing = false;
            activations.storage().finish(step);
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            activations.abandon(memory);
            memory = null;
        }
        if (writing) {
            writing = false;
            activations.storage().abandon(step);
        }
    }
}
