package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands before the data of a safetensors file: eight bytes that give the length of a JSON object, and the object, which tells each
 * tensor's type, shape and place. The tensors fill the data without gaps or overlaps.
 *
 * @param tensors by name, in the header's order
 * @param dataStart the data's first byte in the file
 */
record SafetensorsHeader(Map<String, TensorEntry> tensors, long dataStart) {
    private static final int LENGTH_BYTES = Long.BYTES;
    /** The bound that the format's reference implementation sets. */
    private static final long LARGEST_HEADER = 100_000_000;

    /**
     * Reads and checks the header of {@code file}, open as {@code channel}.
     *
     * @throws ModelFormatException if it breaks the format, or does not describe the {@code size} bytes of the file
     */
    static SafetensorsHeader read(FileChannel channel, long size, Path file) throws IOException {
        long jsonLength = jsonLength(channel, size, file);
        byte[] json = readFully(channel, LENGTH_BYTES, Math.toIntExact(jsonLength), file);
        long dataStart = LENGTH_BYTES + jsonLength;
        return parse(json, dataStart, size - dataStart, file);
    }

    private static long jsonLength(FileChannel channel, long size, Path file) throws IOException {
        ForeignContent.refuse(file, readFully(channel, 0, (int) Math.min(size, ForeignContent.LOOKED_AT), file));
        if (size < LENGTH_BYTES) {
            throw new ModelFormatException(file + " is too short for a safetensors file: " + size + " bytes");
        }
        byte[] bytes = readFully(channel, 0, LENGTH_BYTES, file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LARGEST_HEADER || length > size - LENGTH_BYTES) {
            throw new ModelFormatException(
                    file + ": a header of " + length + " bytes does not fit the file's " + size + " bytes");
        }
        return length;
    }

    private static byte[] readFully(FileChannel channel, long position, int length, Path file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw new ModelFormatException(file + " ends inside its header");
            }
        }
        return target.array();
    }

    /** From the header's JSON, for {@code dataLength} bytes of data. */
    static SafetensorsHeader parse(byte[] json, long dataStart, long dataLength, Path file) {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        StrictJson.readObject(json, file, (name, parser) -> {
            if (name.equals("__metadata__")) {
                parser.skipChildren();
            } else {
                tensors.put(name, TensorEntry.read(parser, file + ": tensor " + name));
            }
        });
        requireFilled(tensors, dataLength, file);
        return new SafetensorsHeader(Collections.unmodifiableMap(tensors), dataStart);
    }

    private static void requireFilled(Map<String, TensorEntry> tensors, long dataLength, Path file) {
        List<Map.Entry<String, TensorEntry>> byPlace = tensors.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end)))
                .toList();
        long filled = 0;
        for (Map.Entry<String, TensorEntry> tensor : byPlace) {
            TensorEntry entry = tensor.getValue();
            if (entry.begin() != filled) {
                throw new ModelFormatException(file + ": tensor " + tensor.getKey() + " begins at byte " + entry.begin()
                        + (entry.begin() < filled ? ", inside another tensor" : ", after a gap"));
            }
            if (entry.end() > dataLength) {
                throw new ModelFormatException(file + ": tensor " + tensor.getKey() + " ends at byte " + entry.end()
                        + " of " + dataLength + " bytes of data");
            }
            filled = entry.end();
        }
        if (filled != dataLength) {
            throw new ModelFormatException(file + ": " + (dataLength - filled) + " bytes follow the last tensor");
        }
    }
}
