package io.instgenie.model.layers;

import io.instgenie.tensor.Tensors;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Numbers as waves of many periods (Diffusers' {@code Timesteps}). Immutable.
 *
 * @param width cosines and sines together, an even number
 * @param cosinesFirst Diffusers' {@code flip_sin_to_cos}
 * @param frequencyShift Diffusers' {@code downscale_freq_shift}: 0, or 1 where the last period is the longest of all
 */
public record Timesteps(int width, boolean cosinesFirst, double frequencyShift) {
    private static final double LONGEST_PERIOD = 10_000;

    /** In float32, as the reference computes them, on the CPU: {@code [values, width]}. */
    public Tensor embed(float... values) {
        int half = width / 2;
        float[] embedding = new float[values.length * width];
        for (int i = 0; i < values.length; i++) {
            int start = i * width;
            fill(embedding, cosinesFirst ? start : start + half, values[i], Math::cos);
            fill(embedding, cosinesFirst ? start + half : start, values[i], Math::sin);
        }
        return Tensors.ofFloats(embedding, values.length, width);
    }

    private void fill(float[] embedding, int start, float value, DoubleUnaryOperator wave) {
        int half = width / 2;
        for (int k = 0; k < half; k++) {
            float exponent = (float) -Math.log(LONGEST_PERIOD) * k / (float) (half - frequencyShift);
            float frequency = (float) Math.exp(exponent);
            embedding[start + k] = (float) wave.applyAsDouble(value * frequency);
        }
    }
}
