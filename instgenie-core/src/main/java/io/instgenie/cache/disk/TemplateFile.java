package io.instgenie.cache.disk;

import io.instgenie.cost.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A template's activations on disk, of all steps or some. It is read through one open channel, which stays readable when the file is evicted or
 * replaced. Thread-safe. A thread that is interrupted while it reads closes the channel for all, so threads that load must never be interrupted.
 */
public final class TemplateFile {
    private final FileChannel channel;
    private final Path path;
    private final FileIndex index;
    private final Consumer<TemplateFile> whenDamaged;

    TemplateFile(FileChannel channel, Path path, FileIndex index, Consumer<TemplateFile> whenDamaged) {
        this.channel = channel;
        this.path = path;
        this.index = index;
        this.whenDamaged = whenDamaged;
    }

    public TemplateFileHeader header() {
        return index.header();
    }

    /** Whether a step is in it. */
    public boolean has(int step) {
        return index.steps().get(step);
    }

    /** How many steps are in it. */
    public int storedSteps() {
        return index.steps().cardinality();
    }

    /** Whether all steps are in it. */
    public boolean isWhole() {
        return storedSteps() == header().layout().steps();
    }

    /**
     * What the template is computed from, empty if that is not stored.
     *
     * @throws DamagedFileException if it is not what was written; the file is set aside
     * @throws IOException if it cannot be read
     */
    public ByteBuffer origin() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(header().originBytes());
        read(header().originOffset(), bytes, index.originChecksum(), "the origin's bytes do");
        return bytes;
    }

    /**
     * Reads a section and checks it.
     *
     * @param into gets the section's bytes from its position on; the position moves behind them
     * @throws DamagedFileException if they are not those that were written; the file is set aside
     * @throws IOException if they cannot be read
     * @throws IllegalArgumentException if the step is not in the file
     */
    public void read(int step, int block, Section section, ByteBuffer into) throws IOException {
        SlabLayout layout = header().layout();
        long offset = header().dataOffset() + layout.offset(step, block, section);
        if (!has(step)) {
            throw new IllegalArgumentException("step " + step + " is not in " + path);
        }
        int start = into.position();
        ByteBuffer bytes = into.slice(start, layout.bytes(block, section));
        int checksum = index.checksums()[layout.index(step, block, section)];
        read(offset, bytes, checksum, section + " of step " + step + ", block " + block + " do");
        into.position(start + bytes.limit());
    }

    /** Fills {@code bytes} and makes them ready to be read. */
    private void read(long offset, ByteBuffer bytes, int checksum, String what) throws IOException {
        try {
            Positional.read(channel, offset, bytes, path);
            if (FileIndex.checksum(bytes.flip()) != checksum) {
                throw new DamagedFileException(path, what + " not match their checksum");
            }
        } catch (DamagedFileException e) {
            whenDamaged.accept(this);
            throw e;
        }
    }

    /**
     * Reads bytes of the slabs without checking them.
     *
     * @param offset from the beginning of the first slab
     * @throws IOException if they cannot be read
     */
    public void skim(long offset, ByteBuffer into) throws IOException {
        Positional.read(channel, header().dataOffset() + offset, into, path);
    }

    /** Not after {@link #close}, nor after an interrupt. */
    boolean isOpen() {
        return channel.isOpen();
    }

    /** Where the file is, or was before it was deleted. */
    public Path path() {
        return path;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }
}
