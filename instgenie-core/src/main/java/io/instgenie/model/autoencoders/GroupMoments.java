package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The first two moments of a layer's channel groups: a few dozen numbers, whose arithmetic is far quicker in Java than by operators.
 *
 * @param means {@code [groups]}
 * @param squares mean squares, {@code [groups]}
 */
record GroupMoments(double[] means, double[] squares) {
    /** Of all of {@code x [batch, channels, height, width]}, channels-last. */
    static GroupMoments of(Tensor x, int groups) {
        T_TensorTensor_T moments = torch.batch_norm_update_stats(x, new TensorOptional(), new TensorOptional(), 0);
        float[] channelMeans = Tensors.toFloats(moments.get0()); // [channels]
        float[] channelVariances = Tensors.toFloats(moments.get1()); // [channels]
        int perGroup = channelMeans.length / groups;
        double[] means = new double[groups];
        double[] squares = new double[groups];
        for (int channel = 0; channel < channelMeans.length; channel++) {
            double mean = channelMeans[channel];
            means[channel / perGroup] += mean / perGroup;
            squares[channel / perGroup] += (channelVariances[channel] + mean * mean) / perGroup;
        }
        return new GroupMoments(means, squares);
    }

    /** Of each picture in {@code x [batch, channels, height, width]}, channels-last. */
    static List<GroupMoments> ofEach(Tensor x, int groups) {
        return LongStream.range(0, x.size(0))
                .mapToObj(i -> of(x.narrow(0, i, 1), groups))
                .toList();
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

    /** {@code norm} by these moments. */
    UnaryOperator<Tensor> by(GroupNorm norm) {
        double[] variances = new double[means.length];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = Math.max(0, squares[i] - means[i] * means[i]);
        }
        return norm.by(means, variances);
    }
}
