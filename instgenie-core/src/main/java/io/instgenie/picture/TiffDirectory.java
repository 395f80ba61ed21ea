package io.instgenie.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The first directory of a TIFF or BigTIFF structure, which Exif data are too. What is damaged counts as absent. */
final class TiffDirectory {
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8}; // by type
    private static final int UNKNOWN_TAG = 65_000;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;

    private final ByteBuffer data;
    private final Map<Integer, Entry> entries = new HashMap<>();
    private int nextPointer = -1;

    private record Entry(int type, int count, int position, int place) {}

    private TiffDirectory(byte[] tiff) {
        data = ByteBuffer.wrap(tiff);
        try {
            parse();
        } catch (IndexOutOfBoundsException e) {
            nextPointer = -1; // what was found stays
        }
    }

    static TiffDirectory of(byte[] tiff) {
        return new TiffDirectory(tiff);
    }

    private void parse() {
        int order = data.getShort(0);
        if (order != 0x4949 && order != 0x4D4D) {
            return;
        }
        data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int magic = data.getShort(2);
        if (magic != 42 && magic != 43) {
            return;
        }
        boolean big = magic == 43;
        int start = offset(big ? 8 : 4, big);
        long count = big ? data.getLong(start) : data.getShort(start) & 0xFFFF;
        int first = start + (big ? 8 : 2);
        int size = big ? 20 : 12;
        for (int i = 0; i < Math.min(count, 0xFFFF); i++) {
            add(first + i * size, big);
        }
        nextPointer = first + (int) Math.min(count, 0xFFFF) * size;
        data.get(nextPointer + (big ? 7 : 3));
    }

    private void add(int position, boolean big) {
        int tag = data.getShort(position) & 0xFFFF;
        int type = data.getShort(position + 2) & 0xFFFF;
        int valuePosition = position + (big ? 12 : 8);
        long count = big ? data.getLong(position + 4) : data.getInt(position + 4) & 0xFFFFFFFFL;
        int size = type < SIZES.length ? SIZES[type] : 0;
        if (size == 0 || count < 1 || count > data.capacity() / size) {
            return;
        }
        long bytes = count * size;
        int at = bytes > (big ? 8 : 4) ? offset(valuePosition, big) : valuePosition;
        if (at <= data.capacity() - bytes) {
            entries.putIfAbsent(tag, new Entry(type, (int) count, at, position));
        }
    }

    /** An offset stored at {@code position}; the end of the data for one that is no place in them. */
    private int offset(int position, boolean big) {
        long offset = big ? data.getLong(position) : data.getInt(position) & 0xFFFFFFFFL;
        return offset < 0 || offset > data.capacity() ? data.capacity() : (int) offset;
    }

    /** A tag's first value, if it is a number of 16 or 32 bits. */
    OptionalInt integer(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return OptionalInt.empty();
        }
        return switch (entry.type) {
            case SHORT -> OptionalInt.of(data.getShort(entry.position) & 0xFFFF);
            case LONG -> OptionalInt.of(data.getInt(entry.position));
            default -> OptionalInt.empty();
        };
    }

    /** A tag's first value, if it is a positive fraction. */
    OptionalDouble fraction(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null || entry.type != RATIONAL) {
            return OptionalDouble.empty();
        }
        double numerator = data.getInt(entry.position) & 0xFFFFFFFFL;
        double denominator = data.getInt(entry.position + 4) & 0xFFFFFFFFL;
        return numerator > 0 && denominator > 0 ? OptionalDouble.of(numerator / denominator) : OptionalDouble.empty();
    }

    /** All of a tag's bytes; null if it is absent. */
    byte @Nullable [] bytes(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return null;
        }
        byte[] bytes = new byte[entry.count * SIZES[entry.type]];
        data.get(entry.position, bytes);
        return bytes;
    }

    /** The bytes with a tag that no reader knows in the place of this one. */
    byte[] without(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return data.array();
        }
        ByteBuffer copy = ByteBuffer.wrap(data.array().clone()).order(data.order());
        return copy.putShort(entry.place, (short) UNKNOWN_TAG).array();
    }

    /** The bytes with this number of 16 bits in place of a tag's, and without the directories after the first, which hold thumbnails. */
    byte[] alone(int tag, int value) {
        ByteBuffer copy = ByteBuffer.wrap(data.array().clone()).order(data.order());
        Entry entry = entries.get(tag);
        if (entry != null && entry.type == SHORT) {
            copy.putShort(entry.position, (short) value);
        } else if (entry != null && entry.type == LONG) {
            copy.putInt(entry.position, value);
        }
        if (nextPointer >= 0) {
            copy.putInt(nextPointer, 0);
        }
        return copy.array();
    }
}
