package io.instgenie.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files for tests, valid or not. */
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    /** A whole file. */
    static byte[] of(String header, byte... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return littleEndian(Long.BYTES + json.length + data.length)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    /** One F32 tensor, as a whole file. */
    static byte[] ofFloats(String name, float... values) {
        String header = "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(name, values.length, Float.BYTES * values.length);
        return of(header, floats(values));
    }

    static byte[] floats(float... values) {
        ByteBuffer data = littleEndian(Float.BYTES * values.length);
        for (float value : values) {
            data.putFloat(value);
        }
        return data.array();
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Path write(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
