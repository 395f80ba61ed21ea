package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Random parameters of a network (bfloat16, seed 0) as a safetensors file: small numbers, and ones for the weights of norms, which are
 * those with one dimension.
 */
final class RandomWeights {
    private static final double SCALE = 0.02;
    /** Numbers drawn; parameters repeat them, since billions would take minutes. Prime, so that rows of a matrix differ. */
    private static final int NUMBERS = 1_000_003;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    void add(String name, long... shape) {
        shapes.put(name, shape);
    }

    /** {@code weight [out, in]} and {@code bias [out]}. */
    void linear(String name, long in, long out) {
        add(name + ".weight", out, in);
        add(name + ".bias", out);
    }

    /** Written as a whole or not at all. */
    void write(Path file) throws IOException {
        Path partial = file.resolveSibling("weights.partial");
        writeParameters(partial);
        Files.move(partial, file);
    }

    private void writeParameters(Path file) throws IOException {
        byte[] header = header();
        ByteBuffer noise = noise();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writeAll(out, littleEndian(Long.BYTES).putLong(header.length).flip());
            writeAll(out, ByteBuffer.wrap(header));
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                long elements = Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact);
                if (parameter.getValue().length == 1 && parameter.getKey().endsWith("weight")) {
                    writeAll(out, ones(elements));
                } else {
                    writeRepeated(out, noise, elements * Short.BYTES);
                }
            }
        }
    }

    /** Goes on in {@code noise} where the parameter before ended. */
    private static void writeRepeated(FileChannel out, ByteBuffer noise, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            if (!noise.hasRemaining()) {
                noise.rewind();
            }
            int length = (int) Math.min(left, noise.remaining());
            writeAll(out, noise.slice(noise.position(), length));
            noise.position(noise.position() + length);
            left -= length;
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer noise() {
        Random random = new Random(0);
        ByteBuffer noise = littleEndian(NUMBERS * Short.BYTES);
        for (int i = 0; i < NUMBERS; i++) {
            noise.putShort(bfloat16((float) (random.nextGaussian() * SCALE)));
        }
        return noise.flip();
    }

    private static ByteBuffer ones(long elements) {
        ByteBuffer ones = littleEndian(Math.toIntExact(elements * Short.BYTES));
        while (ones.hasRemaining()) {
            ones.putShort(bfloat16(1));
        }
        return ones.flip();
    }

    /** The upper half of the float: rounded toward zero. */
    private static short bfloat16(float number) {
        return (short) (Float.floatToRawIntBits(number) >>> Short.SIZE);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] header() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            long offset = 0;
            json.writeStartObject();
            for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
                long end = offset
                        + Short.BYTES * Arrays.stream(parameter.getValue()).reduce(1, Math::multiplyExact);
                json.writeObjectFieldStart(parameter.getKey());
                json.writeStringField("dtype", "BF16");
                json.writeFieldName("shape");
                json.writeArray(parameter.getValue(), 0, parameter.getValue().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, end}, 0, 2);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        while (out.size() % Long.BYTES != 0) {
            out.write(' '); // keeps the data aligned
        }
        return out.toByteArray();
    }
}
