package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The first two moments of a layer's channel groups: a few dozen numbers, whose arithmetic is far quicker in Java than by operators.
 *
 * @param means {@code [groups]}
 * @param squares mean squares, {@code [groups]}
 */
record GroupMoments(double[] means, double[] squares) {
    /** Rows of so many positions fill vector registers however few channels there are; a power of 2. */
    private static final long POSITIONS_TOGETHER = 16;

    /** Of all of {@code x [batch, channels, height, width]}, channels-last. */
    static GroupMoments of(Tensor x, int groups) {
        long positions = x.numel() / x.size(1);
        long together = Math.min(Long.lowestOneBit(positions), POSITIONS_TOGETHER);
        Tensor rows = x.permute(0, 2, 3, 1).reshape(positions / together, -1); // [rows, together * channels]
        float[] sums = Tensors.toFloats(rows.sum(0)); // [together * channels]
        float[] squareSums = Tensors.toFloats(rows.square().sum(0)); // [together * channels]
        int channels = Math.toIntExact(x.size(1));
        int perGroup = channels / groups;
        double values = (double) positions * perGroup;
        double[] means = new double[groups];
        double[] squares = new double[groups];
        for (int i = 0; i < sums.length; i++) {
            int group = i % channels / perGroup;
            means[group] += sums[i] / values;
            squares[group] += squareSums[i] / values;
        }
        return new GroupMoments(means, squares);
    }

    int groups() {
        return means.length;
    }

    /** These plus {@code weight} times {@code other}. */
    GroupMoments plus(double weight, GroupMoments other) {
        double[] newMeans = means.clone();
        double[] newSquares = squares.clone();
        for (int i = 0; i < newMeans.length; i++) {
            newMeans[i] += weight * other.means[i];
            newSquares[i] += weight * other.squares[i];
        }
        return new GroupMoments(newMeans, newSquares);
    }

    /** {@code norm} over every part by these moments. */
    Parts normalize(GroupNorm norm, Parts x) {
        double[] variances = new double[means.length];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = Math.max(0, squares[i] - means[i] * means[i]);
        }
        return x.map(norm.by(means, variances));
    }
}
