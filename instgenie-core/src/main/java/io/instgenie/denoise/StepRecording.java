package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.tensor.NativeErrors;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of a template while it is computed or loaded: to memory and to the disk, as far as either has room. Used by one thread; what is
 * not {@linkplain #finish finished} leaves nothing.
 */
final class StepRecording implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepRecording.class);

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

    /**
     * Keeps a section; encodes it once where memory and disk agree on the precision.
     *
     * @param encoded the section's bytes in a format, wherever they are; may be a view of memory that others will write to
     */
    void keep(int block, Section section, Function<ActivationFormat, Tensor> encoded) {
        StepActivations inMemory = keepInMemory(block, section, encoded);
        if (writing && stored().keeps(section)) {
            Tensor bytes = inMemory != null && inMemory.format().precision() == stored().precision()
                    ? inMemory.bytes(block, section)
                    : encoded.apply(stored());
            activations.storage().write(step, block, section, bytes);
        }
    }

    /** Where the section is now, or null. */
    private @Nullable StepActivations keepInMemory(
            int block, Section section, Function<ActivationFormat, Tensor> encoded) {
        StepActivations room = memory;
        if (room == null || !room.format().keeps(section)) {
            return null;
        }
        try {
            room.keep(block, section, encoded.apply(room.format()));
            return room;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!(NativeErrors.translate(e) instanceof DeviceOutOfMemoryException)) {
                throw e;
            }
            LOG.warn("There is no memory to keep step {} in; it is computed again", step, e);
            memory = null;
            activations.abandon(room);
            return null;
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
