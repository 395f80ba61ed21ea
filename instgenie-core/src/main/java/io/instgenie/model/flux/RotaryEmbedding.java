package io.instgenie.model.flux;

import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary position embedding of image tokens over three axes (0, row, column), as unit complex numbers (Diffusers'
 * {@code FluxPosEmbed}; text tokens stand at the origin, where the rotation is the identity). Thread-safe.
 */
final class RotaryEmbedding {
    private static final double THETA = 10_000;

    private final List<Integer> axes;
    private final int halfHead;

    /** @param axes dimensions of a head given to each axis; their sum is the head's size */
    RotaryEmbedding(List<Integer> axes) {
        this.axes = List.copyOf(axes);
        this.halfHead = axes.stream().mapToInt(Integer::intValue).sum() / 2;
    }

    /** The rotations of some tokens of a grid: complex {@code [tokens, 1, headDim / 2]}. */
    Tensor of(int gridHeight, int gridWidth, long[] tokens) {
        float[][] still = table(0, 1);
        float[][] rows = table(1, gridHeight);
        float[][] columns = table(2, gridWidth);
        float[] values = new float[tokens.length * halfHead * 2];
        int next = 0;
        for (long token : tokens) {
            next = write(values, next, still[0]);
            next = write(values, next, rows[(int) (token / gridWidth)]);
            next = write(values, next, columns[(int) (token % gridWidth)]);
        }
        Tensor pairs = Tensors.ofFloats(values, tokens.length, 1, halfHead, 2); // [tokens, 1, headDim / 2, 2]
        return torch.view_as_complex(pairs); // [tokens, 1, headDim / 2]
    }

    /** Cosines and sines in turns of an axis' positions. */
    private float[][] table(int axis, int positions) {
        int dimensions = axes.get(axis);
        float[][] table = new float[positions][dimensions];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < dimensions; i += 2) {
                double angle = position * Math.pow(THETA, -(double) i / dimensions);
                table[position][i] = (float) Math.cos(angle);
                table[position][i + 1] = (float) Math.sin(angle);
            }
        }
        return table;
    }

    private static int write(float[] values, int start, float[] axis) {
        System.arraycopy(axis, 0, values, start, axis.length);
        return start + axis.length;
    }
}
