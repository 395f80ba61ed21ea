package io.instgenie.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * One chunk of a PNG file.
 *
 * @param type four letters
 */
record PngChunk(String type, byte[] data) {
    /** Length, type, data and checksum. */
    byte[] toBytes() {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    /** A number of 32 bits; 0 where the data end before. */
    long number(int index) {
        return 4 * index + 4 <= data.length ? ByteBuffer.wrap(data).getInt(4 * index) & 0xFFFFFFFFL : 0;
    }
}
