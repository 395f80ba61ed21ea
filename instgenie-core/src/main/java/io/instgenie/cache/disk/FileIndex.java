package io.instgenie.cache.disk;

import io.instgenie.cost.Section;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The beginning of a template's file: its header, which steps are there, and a CRC32C of each section. Numbers are big-endian, texts are UTF-8 after their length.
 *
 * <pre>
 * magic            8 bytes  "IGslabs" and a zero
 * version          int
 * length           int      of all this
 * manifest hash    text
 * fields           int, then key and value of each as texts
 * precision        text
 * origin           int      its length
 * steps, blocks    2 ints
 * sections         int, how many a block has; then as many ints per block, their lengths
 * stored           byte per step, 1 if it is there
 * checksums        int per step, block and section, and one of the origin
 * checksum         int      of all before it
 * </pre>
 */
record FileIndex(TemplateFileHeader header, BitSet steps, int[] checksums) {
    static final int VERSION = 3;
    private static final long MAGIC = 0x4947_736C_6162_7300L;
    private static final int START_BYTES = Long.BYTES + 2 * Integer.BYTES;
    /** More than any model needs; keeps a wrong length from filling the memory. */
    private static final int MAX_BYTES = 1 << 28;

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    static int encodedBytes(TemplateFileHeader header) {
        return START_BYTES
                + encodeHeader(header).length
                + header.layout().steps()
                + (checksums(header) + 1) * Integer.BYTES;
    }

    /** How many checksums there are; the last is the origin's. */
    static int checksums(TemplateFileHeader header) {
        return header.layout().sections() + 1;
    }

    int originChecksum() {
        return checksums[checksums.length - 1];
    }

    ByteBuffer encode() {
        byte[] encoded = encodeHeader(header);
        ByteBuffer out = ByteBuffer.allocate(encodedBytes(header));
        out.putLong(MAGIC).putInt(VERSION).putInt(out.capacity()).put(encoded);
        for (int step = 0; step < header.layout().steps(); step++) {
            out.put((byte) (steps.get(step) ? 1 : 0));
        }
        for (int checksum : checksums) {
            out.putInt(checksum);
        }
        out.putInt(checksum(out.duplicate().flip()));
        return out.flip();
    }

    private static byte[] encodeHeader(TemplateFileHeader header) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeText(out, header.manifestHash());
            out.writeInt(header.fields().size());
            for (Map.Entry<String, String> field : header.fields().entrySet()) {
                writeText(out, field.getKey());
                writeText(out, field.getValue());
            }
            writeText(out, header.precision());
            out.writeInt(header.originBytes());
            out.writeInt(header.layout().steps());
            out.writeInt(header.layout().blocks().size());
            out.writeInt(Section.values().length);
            for (BlockSections block : header.layout().blocks()) {
                for (int sectionBytes : block.bytes()) {
                    out.writeInt(sectionBytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from memory
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads and checks the beginning of a file, and its length.
     *
     * @throws DamagedFileException if it is not whole, or not of this version
     */
    static FileIndex read(FileChannel channel, Path file) throws IOException {
        ByteBuffer start = Positional.read(channel, 0, START_BYTES, file);
        if (start.getLong() != MAGIC) {
            throw new DamagedFileException(file, "it is not a file of this cache");
        }
        int version = start.getInt();
        int length = start.getInt();
        if (version != VERSION) {
            throw new DamagedFileException(file, "it is of version " + version + ", not " + VERSION);
        }
        if (length < START_BYTES + Integer.BYTES || length > Math.min(channel.size(), MAX_BYTES)) {
            throw new DamagedFileException(file, "its header claims " + length + " bytes");
        }
        ByteBuffer all = Positional.read(channel, 0, length, file);
        if (checksum(all.slice(0, length - Integer.BYTES)) != all.getInt(length - Integer.BYTES)) {
            throw new DamagedFileException(file, "its header does not match its checksum");
        }
        FileIndex index = decode(all, file);
        if (channel.size() != index.header().fileBytes()) {
            throw new DamagedFileException(
                    file,
                    "it has " + channel.size() + " bytes instead of "
                            + index.header().fileBytes());
        }
        return index;
    }

    private static FileIndex decode(ByteBuffer all, Path file) throws DamagedFileException {
        int bodyBytes = all.capacity() - START_BYTES - Integer.BYTES;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all.array(), START_BYTES, bodyBytes))) {
            TemplateFileHeader header = decodeHeader(in);
            BitSet steps = new BitSet();
            for (int step = 0; step < header.layout().steps(); step++) {
                steps.set(step, in.readByte() == 1);
            }
            int[] checksums = new int[checksums(header)];
            if (in.available() != checksums.length * (long) Integer.BYTES) {
                throw new IOException("the index has " + in.available() + " bytes");
            }
            for (int i = 0; i < checksums.length; i++) {
                checksums[i] = in.readInt();
            }
            return new FileIndex(header, steps, checksums);
        } catch (IOException | RuntimeException e) {
            throw new DamagedFileException(file, "its header is malformed", e);
        }
    }

    private static TemplateFileHeader decodeHeader(DataInputStream in) throws IOException {
        String manifestHash = readText(in);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            fields.put(readText(in), readText(in));
        }
        String precision = readText(in);
        int originBytes = in.readInt();
        int steps = in.readInt();
        List<BlockSections> blocks = readBlocks(in);
        return new TemplateFileHeader(manifestHash, fields, precision, originBytes, new SlabLayout(steps, blocks));
    }

    private static List<BlockSections> readBlocks(DataInputStream in) throws IOException {
        int count = in.readInt();
        int sections = in.readInt();
        if (sections != Section.values().length) {
            throw new IOException("blocks have " + sections + " sections");
        }
        List<BlockSections> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            List<Integer> bytes = new ArrayList<>();
            for (int section = 0; section < sections; section++) {
                bytes.add(in.readInt());
            }
            blocks.add(new BlockSections(bytes));
        }
        return blocks;
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text claims " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
