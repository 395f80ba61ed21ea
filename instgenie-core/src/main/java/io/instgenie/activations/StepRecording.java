package io.instgenie.activations;

import io.instgenie.cost.Section;
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
public final class StepRecording implements AutoCloseable {
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
    public boolean keepsAnything() {
        return memory != null || writing;
    }

    /** Whether a section of a block is to be kept. */
    public boolean keeps(int block, Section section) {
        return memory != null && memory.format().keeps(block, section) || writing && stored().keeps(block, section);
    }

    /**
     * Keeps a section as it was computed.
     *
     * @param parts {@code [rows, heads, width]} each, wherever they are; may be views of memory that others will write to
     */
    public void keep(int block, Section section, Tensor... parts) {
        keep(block, section, format -> format.encode(parts));
    }

    /**
     * Keeps a section as another recording kept it.
     *
     * @param bytes in format {@code from}, on the host
     */
    public void keep(int block, Section section, ActivationFormat from, Tensor bytes) {
        keep(block, section, to -> from.transcode(block, section, bytes, to));
    }

    /** Encodes a section once where memory and disk agree on the precision. */
    private void keep(int block, Section section, Function<ActivationFormat, Tensor> encoded) {
        StepActivations inMemory = keepInMemory(block, section, encoded);
        if (writing && stored().keeps(block, section)) {
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
        if (room == null || !room.format().keeps(block, section)) {
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
    public void finish() {
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
