package io.instgenie.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A component's weights for tests: named parameters of random numbers. */
public final class RandomParameters {
    private final Random random;
    private final StringBuilder header = new StringBuilder();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    public RandomParameters(long seed) {
        random = new Random(seed);
    }

    /** Adds a parameter of numbers around 0. */
    public RandomParameters with(String name, long... shape) {
        int elements = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        ByteBuffer values = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            values.putFloat((float) random.nextGaussian() / 4);
        }
        int start = data.size();
        data.writeBytes(values.array());
        header.append(header.isEmpty() ? "" : ",")
                .append("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                        .formatted(name, Arrays.toString(shape), start, data.size()));
        return this;
    }

    /** Adds {@code weight [out, in]} and {@code bias [out]}. */
    public RandomParameters linear(String name, long in, long out) {
        return with(name + ".weight", out, in).with(name + ".bias", out);
    }

    /** Writes them into {@code folder} and opens them. */
    public Weights open(Path folder) {
        SafetensorsBytes.write(
                folder.resolve("model.safetensors"), SafetensorsBytes.of("{" + header + "}", data.toByteArray()));
        return Weights.open(folder);
    }
}
