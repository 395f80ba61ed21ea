package io.instgenie.model.layers;

import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A square convolution with bias over channels-last pictures. Thread-safe. */
public final class Conv2d implements AutoCloseable {
    private static final long[] ONE = {1, 1};

    private final Tensor weight; // [out, in, kernel, kernel], channels-last
    private final TensorOptional bias; // [out]
    private final long[] stride;
    private final long[] padding;
    private final boolean byOneDnn;

    private Conv2d(Weights weights, long in, long out, long kernel, long stride, long padding) {
        weight = Tensors.hold(weights.get("weight", out, in, kernel, kernel)
                .contiguous(MemoryFormat.ChannelsLast)
                .clone());
        bias = Tensors.hold(new TensorOptional(weights.get("bias", out).clone()));
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        byOneDnn = weights.placement().equals(Placement.CPU) && torch.hasMKLDNN();
    }

    /** A 3x3 convolution that keeps height and width. */
    public static Conv2d same(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, 3, 1, 1);
    }

    /** A 3x3 convolution with stride 2 and no padding of its own. */
    public static Conv2d halving(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, 3, 2, 0);
    }

    /** A 3x3 convolution with stride 2 over a map with a margin of zeros: {@code height} to {@code (height + 1) / 2}. */
    public static Conv2d halvingWithMargin(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, 3, 2, 1);
    }

    /** A 1x1 convolution. */
    public static Conv2d pointwise(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, 1, 1, 0);
    }

    /**
     * {@code [batch, in, height, width]} to {@code [batch, out, height', width']}. On one thread libtorch's general operator would leave
     * small pictures to a slower kernel.
     */
    public Tensor apply(Tensor x) {
        return byOneDnn
                ? torch.mkldnn_convolution(x, weight, bias, padding, stride, ONE, 1) // [batch, out, height', width']
                : torch.conv2d(x, weight, bias, stride, padding, ONE, 1);
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
