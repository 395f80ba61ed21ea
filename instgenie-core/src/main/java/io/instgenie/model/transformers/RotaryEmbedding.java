package io.instgenie.model.transformers;

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
        this.axes = axes;
        this.halfHead = axes.stream().mapToInt(Integer::intValue).sum() / 2;
    }

    /** The rotations of a grid's tokens in row-major order: complex {@code [gridHeight * gridWidth, 1, headDim / 2]}. */
    Tensor grid(int gridHeight, int gridWidth) {
        float[] values = new float[gridHeight * gridWidth * halfHead * 2];
        int next = 0;
        for (int row = 0; row < gridHeight; row++) {
            for (int column = 0; column < gridWidth; column++) {
                next = write(values, next, new int[] {0, row, column});
            }
        }
        Tensor pairs =
                Tensors.ofFloats(values, (long) gridHeight * gridWidth, 1, halfHead, 2); // [tokens, 1, headDim / 2, 2]
        return torch.view_as_complex(pairs); // [tokens, 1, headDim / 2]
    }

    private int write(float[] values, int start, int[] position) {
        int next = start;
        for (int axis = 0; axis < axes.size(); axis++) {
            int dimensions = axes.get(axis);
            for (int i = 0; i < dimensions; i += 2) {
                double angle = position[axis] * Math.pow(THETA, -(double) i / dimensions);
                values[next++] = (float) Math.cos(angle);
                values[next++] = (float) Math.sin(angle);
            }
        }
        return next;
    }

    /** Rotates {@code x [rows, heads, headDim]} in place by {@code rotary}, complex {@code [rows, 1, headDim / 2]}. */
    static void rotate(Tensor x, Tensor rotary) {
        Tensor pairs = x.view(x.size(0), x.size(1), x.size(2) / 2, 2); // [rows, heads, headDim / 2, 2]
        torch.view_as_complex(pairs).mul_(rotary);
    }
}
