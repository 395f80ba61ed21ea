package io.instgenie.cache.disk;

import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Writes one template's file. Sections may come in any order and from any thread; nobody sees any of them before {@link #commit}. A
 * writer that is closed before, or whose process dies, leaves nothing.
 */
public final class TemplateFileWriter implements AutoCloseable {
    private final DiskFolder folder;
    private final DiskFolder.Temporary temporary;
    private final TemplateFileHeader header;
    private final Consumer<TemplateFileWriter> whenEnded;
    private final int[] checksums; // guarded by this
    private final BitSet written = new BitSet(); // guarded by this
    private boolean committed; // guarded by this
    private boolean ended; // guarded by this

    TemplateFileWriter(
            DiskFolder folder,
            DiskFolder.Temporary temporary,
            TemplateFileHeader header,
            Consumer<TemplateFileWriter> whenEnded) {
        this.folder = folder;
        this.temporary = temporary;
        this.header = header;
        this.whenEnded = whenEnded;
        this.checksums = new int[FileIndex.checksums(header)];
    }

    public TemplateFileHeader header() {
        return header;
    }

    /** Gives the file its size at once, so that whoever adds up the folder counts all of it. */
    void claim() throws IOException {
        Positional.write(temporary.channel(), header.fileBytes() - 1, ByteBuffer.allocate(1));
    }

    /**
     * Writes a section.
     *
     * @param bytes has just the section's bytes remaining, and none afterwards
     * @throws IOException if they cannot be written, as when the disk is full
     */
    public void write(int step, int block, Section section, ByteBuffer bytes) throws IOException {
        SlabLayout layout = header.layout();
        long offset = header.dataOffset() + layout.offset(step, block, section);
        if (bytes.remaining() != layout.bytes(block, section)) {
            throw new IllegalArgumentException(section + " of block " + block + " are " + layout.bytes(block, section)
                    + " bytes, not " + bytes.remaining());
        }
        write(offset, bytes, layout.index(step, block, section));
    }

    /**
     * Writes what the template is computed from.
     *
     * @param bytes has just these bytes remaining, and none afterwards
     * @throws IOException if they cannot be written
     */
    public void writeOrigin(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() != header.originBytes()) {
            throw new IllegalArgumentException(
                    "the origin is " + header.originBytes() + " bytes, not " + bytes.remaining());
        }
        write(header.originOffset(), bytes, originIndex());
    }

    private void write(long offset, ByteBuffer bytes, int index) throws IOException {
        int checksum = FileIndex.checksum(bytes);
        Positional.write(temporary.channel(), offset, bytes);
        synchronized (this) {
            checksums[index] = checksum;
            written.set(index);
        }
    }

    /** Writes a step that another file has. */
    public void copy(TemplateFile from, int step) throws IOException {
        SlabLayout layout = header.layout();
        for (int block = 0; block < layout.blocks().size(); block++) {
            for (Section section : Section.values()) {
                ByteBuffer bytes = ByteBuffer.allocate(layout.bytes(block, section));
                if (bytes.hasRemaining()) {
                    from.read(step, block, section, bytes);
                    write(step, block, section, bytes.flip());
                }
            }
        }
    }

    /**
     * Makes the file the template's, in one move, once it is safe on disk.
     *
     * @throws IllegalStateException if a section is missing
     * @throws IOException if it cannot be done; nothing is left then
     */
    public void commit() throws IOException {
        SlabLayout layout = header.layout();
        for (int step = 0; step < layout.steps(); step++) {
            for (int block = 0; block < layout.blocks().size(); block++) {
                for (Section section : Section.values()) {
                    if (!isThere(step, block, section)) {
                        throw new IllegalStateException(
                                section + " of step " + step + ", block " + block + " were not written");
                    }
                }
            }
        }
        commitWritten();
    }

    /**
     * Makes the file the template's, with the steps that were written whole.
     *
     * @throws IllegalStateException if the origin is missing
     * @throws IOException if it cannot be done; nothing is left then
     */
    public void commitWritten() throws IOException {
        synchronized (this) {
            if (header.originBytes() > 0 && !written.get(originIndex())) {
                throw new IllegalStateException("the origin was not written");
            }
            Positional.write(temporary.channel(), 0, new FileIndex(header, wholeSteps(), checksums).encode());
            folder.publish(temporary, header.manifestHash());
            committed = true;
        }
        close();
    }

    private BitSet wholeSteps() {
        BitSet whole = new BitSet();
        for (int step = 0; step < header.layout().steps(); step++) {
            boolean isWhole = true;
            for (int block = 0; block < header.layout().blocks().size(); block++) {
                for (Section section : Section.values()) {
                    isWhole &= isThere(step, block, section);
                }
            }
            whole.set(step, isWhole);
        }
        return whole;
    }

    private synchronized boolean isThere(int step, int block, Section section) {
        SlabLayout layout = header.layout();
        return layout.bytes(block, section) == 0 || written.get(layout.index(step, block, section));
    }

    private int originIndex() {
        return checksums.length - 1;
    }

    synchronized boolean isCommitted() {
        return committed;
    }

    /** Ends the writing; without {@link #commit}, gives it up. May be repeated. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        try {
            temporary.channel().close();
        } finally {
            try {
                if (!isCommitted()) {
                    Files.deleteIfExists(temporary.path());
                }
            } finally {
                whenEnded.accept(this);
            }
        }
    }
}
