package io.instgenie.activations;

import io.instgenie.cache.Lease;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.disk.TemplateFile;
import io.instgenie.cache.disk.TemplateFileHeader;
import io.instgenie.cache.disk.TemplateFileWriter;
import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A template's activations on disk: there, or being written while they are computed, or neither, because the disk has no room for them or
 * failed. Of a file that lacks steps, those that are there are read, and a whole one is written meanwhile; what was written when this is closed
 * is kept. What goes wrong here costs time and nothing else. Thread-safe.
 */
public final class TemplateStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateStorage.class);

    private final ActivationFormat format;
    private final @Nullable DiskTier tier;
    private final String manifestHash;
    private final Executor committing;
    private @Nullable Lease<TemplateFile> file; // this and all below guarded by this
    /** Replaced, but loads from it may be under way. */
    private @Nullable Lease<TemplateFile> former;

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

    /** What a template is computed from, if a tier has it. */
    public static Optional<ByteBuffer> origin(DiskTier tier, String manifestHash) {
        try (Lease<TemplateFile> found = tier.peek(manifestHash).orElse(null)) {
            return Optional.ofNullable(found == null ? null : found.value().origin())
                    .filter(ByteBuffer::hasRemaining);
        } catch (IOException e) {
            LOG.warn("what is stored of {} cannot be used and is computed again", manifestHash, e);
            return Optional.empty();
        }
    }

    /**
     * What a tier has of a template, and room to write what it lacks.
     *
     * @param header of the template's file, see {@link ActivationFormat#header}
     * @param origin what the template is computed from, to be kept with it; may be empty
     * @param format of {@code header}
     * @param committing runs what makes a finished file safe and known
     */
    public static TemplateStorage open(
            DiskTier tier, TemplateFileHeader header, ByteBuffer origin, ActivationFormat format, Executor committing) {
        TemplateStorage storage = new TemplateStorage(format, tier, header.manifestHash(), committing);
        synchronized (storage) {
            storage.file = find(tier, tier::open, header);
            if (storage.file == null || !storage.file.value().isWhole()) {
                storage.writer = begin(tier, header, origin);
            }
        }
        storage.copyStored();
        return storage;
    }

    /** {@link DiskTier#open}, or its like. */
    @FunctionalInterface
    private interface Lookup {
        Optional<Lease<TemplateFile>> find(String manifestHash) throws IOException;
    }

    private static @Nullable Lease<TemplateFile> find(DiskTier tier, Lookup lookup, TemplateFileHeader wanted) {
        String hash = wanted.manifestHash();
        try {
            Optional<Lease<TemplateFile>> found = lookup.find(hash);
            if (found.isPresent() && !matches(found.get().value().header(), wanted)) {
                found.get().close();
                tier.evict(hash);
                return null;
            }
            return found.orElse(null);
        } catch (IOException e) {
            LOG.warn("the stored activations of {} cannot be used and are computed again", hash, e);
            return null;
        }
    }

    private static boolean matches(TemplateFileHeader found, TemplateFileHeader wanted) {
        return found.precision().equals(wanted.precision())
                && found.originBytes() == wanted.originBytes()
                && found.layout().equals(wanted.layout());
    }

    private static @Nullable TemplateFileWriter begin(DiskTier tier, TemplateFileHeader header, ByteBuffer origin) {
        TemplateFileWriter begun = null;
        try {
            begun = tier.write(header).orElse(null);
            if (begun != null && origin.hasRemaining()) {
                begun.writeOrigin(origin.duplicate());
            }
            return begun;
        } catch (IOException e) {
            LOG.warn("the activations of {} cannot be stored", header.manifestHash(), e);
            close(begun);
            return null;
        }
    }

    /** Has the steps of a file that lacks some copied to the one that is to replace it. */
    private synchronized void copyStored() {
        if (file == null || writer == null) {
            return;
        }
        TemplateFile from = file.value();
        TemplateFileWriter to = writer;
        for (int step = 0; step < to.header().layout().steps(); step++) {
            if (from.has(step)) {
                int stored = step;
                begun.set(step);
                committing.execute(() -> copy(from, to, stored));
            }
        }
    }

    private void copy(TemplateFile from, TemplateFileWriter to, int step) {
        synchronized (this) {
            if (closed || writer != to) {
                return;
            }
        }
        try {
            to.copy(from, step);
            finish(step);
        } catch (IOException e) {
            LOG.warn("step {} of {} could not be copied", step, manifestHash, e);
            abandon(step);
        }
    }

    /** What is stored of each step. */
    public ActivationFormat format() {
        return format;
    }

    /** Where a step can be read, or null. */
    synchronized @Nullable TemplateFile file(int step) {
        return file == null || !file.value().has(step) ? null : file.value();
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
    public synchronized boolean isBegun(int step) {
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
            if (!closed && tier != null) {
                former = file;
                file = find(tier, tier::peek, whole.header());
            }
        }
    }

    /** Keeps what was written of a file that lacks steps, if that is more than is there. */
    private void commitWritten(TemplateFileWriter unfinished) {
        try (unfinished) {
            unfinished.commitWritten();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the activations of {} could not be stored", manifestHash, e);
        }
    }

    /** Lets go of a file that could not be read: what it held is computed from now on. */
    synchronized void forget(TemplateFile unreadable) {
        if (file != null && file.value() == unreadable) {
            file.close();
            file = null;
        }
    }

    private static @Nullable Lease<TemplateFile> letGo(@Nullable Lease<TemplateFile> lease) {
        if (lease != null) {
            lease.close();
        }
        return null;
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

    /** Lets go of the file. What was written of another is kept, which takes until {@code committing} has done it. */
    @Override
    public void close() {
        TemplateFileWriter unfinished = null;
        synchronized (this) {
            closed = true;
            int stored = file == null ? 0 : file.value().storedSteps();
            if (writer != null && written.cardinality() > stored) {
                unfinished = writer;
                writer = null;
            }
            file = letGo(file);
            former = letGo(former);
        }
        stopWriting();
        if (unfinished != null) {
            commitInTime(unfinished);
        }
    }

    private void commitInTime(TemplateFileWriter unfinished) {
        try {
            committing.execute(() -> commitWritten(unfinished));
        } catch (RejectedExecutionException e) {
            commitWritten(unfinished); // the last lease ended after the engine's threads
        }
    }
}
