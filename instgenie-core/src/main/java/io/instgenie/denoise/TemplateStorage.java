package io.instgenie.denoise;

import io.instgenie.cache.DiskTier;
import io.instgenie.cache.Lease;
import io.instgenie.cache.Section;
import io.instgenie.cache.SlabLayout;
import io.instgenie.cache.TemplateFile;
import io.instgenie.cache.TemplateFileHeader;
import io.instgenie.cache.TemplateFileWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A template's activations on disk: there, or being written while they are computed, or neither, because the disk has no room for them or
 * failed. What goes wrong here costs time and nothing else. Thread-safe.
 */
public final class TemplateStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateStorage.class);

    private final ActivationFormat format;
    private final @Nullable DiskTier tier;
    private final String manifestHash;
    private final Executor committing;
    private @Nullable Lease<TemplateFile> file; // this and all below guarded by this
    private @Nullable TemplateFileWriter writer;
    private final BitSet begun = new BitSet();
    private final BitSet written = new BitSet();
    private CompletableFuture<Void> committed = CompletableFuture.completedFuture(null);
    private boolean closed;

    private TemplateStorage(
            ActivationFormat format, @Nullable DiskTier tier, String manifestHash, Executor committing) {
        this.format = format;
        this.tier = tier;
        this.manifestHash = manifestHash;
        this.committing = committing;
    }

    /** No storage. */
    public static TemplateStorage none(ActivationFormat format) {
        return new TemplateStorage(format, null, "", Runnable::run);
    }

    /**
     * What a tier has of a template, or else, room to write it to.
     *
     * @param fields what the hash is of, for people to read
     * @param committing runs what makes a finished file safe and known
     */
    public static TemplateStorage open(
            DiskTier tier,
            String manifestHash,
            Map<String, String> fields,
            ActivationFormat format,
            int steps,
            int blocks,
            Executor committing) {
        TemplateStorage storage = new TemplateStorage(format, tier, manifestHash, committing);
        TemplateFileHeader header = new TemplateFileHeader(
                manifestHash, fields, format.precision().name(), SlabLayout.of(steps, blocks, format.sections()));
        synchronized (storage) {
            storage.file = storage.find(header);
            storage.writer = storage.file == null ? storage.begin(header) : null;
        }
        return storage;
    }

    private @Nullable Lease<TemplateFile> find(TemplateFileHeader wanted) {
        if (tier == null) {
            return null;
        }
        try {
            Optional<Lease<TemplateFile>> found = tier.open(manifestHash);
            if (found.isPresent() && !matches(found.get().value().header(), wanted)) {
                found.get().close();
                tier.evict(manifestHash);
                return null;
            }
            return found.orElse(null);
        } catch (IOException e) {
            LOG.warn("the stored activations of {} cannot be used and are computed again", manifestHash, e);
            return null;
        }
    }

    private static boolean matches(TemplateFileHeader found, TemplateFileHeader wanted) {
        return found.precision().equals(wanted.precision()) && found.layout().equals(wanted.layout());
    }

    private @Nullable TemplateFileWriter begin(TemplateFileHeader header) {
        if (tier == null) {
            return null;
        }
        try {
            return tier.write(header).orElse(null);
        } catch (IOException e) {
            LOG.warn("the activations of {} cannot be stored", manifestHash, e);
            return null;
        }
    }

    /** What is stored of each step. */
    public ActivationFormat format() {
        return format;
    }

    /** Where all steps can be read, or null. */
    synchronized @Nullable TemplateFile file() {
        return file == null ? null : file.value();
    }

    /** Takes on the writing of a step; false if it is not to be written, or somebody else writes it. */
    synchronized boolean begin(int step) {
        if (writer == null || begun.get(step)) {
            return false;
        }
        begun.set(step);
        return true;
    }

    /** Whether a step was or is being written. */
    synchronized boolean isBegun(int step) {
        return writer != null && begun.get(step);
    }

    /** Writes a section, in {@link #format}, from wherever it is. */
    void write(int step, int block, Section section, Tensor bytes) {
        TemplateFileWriter current;
        synchronized (this) {
            current = writer;
        }
        if (current == null) {
            return;
        }
        try (BytePointer pointer = new BytePointer(bytes.cpu().data_ptr())) {
            ByteBuffer buffer = pointer.capacity(bytes.numel()).asByteBuffer();
            current.write(step, block, section, buffer);
        } catch (IOException e) {
            LOG.warn("the activations of {} could not be stored", manifestHash, e);
            stopWriting();
        }
    }

    /** Notes that all sections of a step are written; the file becomes the template's with the last one. */
    void finish(int step) {
        TemplateFileWriter whole = null;
        synchronized (this) {
            written.set(step);
            if (writer != null
                    && written.cardinality() == writer.header().layout().steps()) {
                whole = writer;
                writer = null;
                committed = new CompletableFuture<>();
            }
        }
        if (whole != null) {
            TemplateFileWriter complete = whole;
            committing.execute(() -> {
                commit(complete);
                committed().complete(null);
            });
        }
    }

    /** Completed when a file whose last step has been written can be read, or will not be. */
    synchronized CompletableFuture<Void> committed() {
        return committed;
    }

    /** Gives the writing of a step up, so that another may take it on. */
    synchronized void abandon(int step) {
        begun.clear(step);
    }

    private void commit(TemplateFileWriter whole) {
        try (whole) {
            whole.commit();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the activations of {} could not be stored", manifestHash, e);
            return;
        }
        synchronized (this) {
            if (!closed) {
                file = find(whole.header());
            }
        }
    }

    /** Lets go of a file that could not be read: what it held is computed from now on. */
    synchronized void forget(TemplateFile unreadable) {
        if (file != null && file.value() == unreadable) {
            file.close();
            file = null;
        }
    }

    private void stopWriting() {
        TemplateFileWriter stopped;
        synchronized (this) {
            stopped = writer;
            writer = null;
        }
        close(stopped);
    }

    private static void close(@Nullable TemplateFileWriter writer) {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                LOG.warn("an unfinished file could not be deleted", e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (file != null) {
                file.close();
                file = null;
            }
        }
        stopWriting();
    }
}
