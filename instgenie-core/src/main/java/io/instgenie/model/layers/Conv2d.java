package io.instgenie.model.layers;

import io.instgenie.tensor.PackedConvolution;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A square convolution with bias over channels-last pictures. Thread-safe. */
public final class Conv2d implements AutoCloseable {
    private final Kernel kernel;

    /** The window that a convolution slides over its input. */
    private record Window(long size, long stride, long padding) {}

    private Conv2d(Weights weights, long in, long out, Window window) {
        long stride = window.stride();
        long padding = window.padding();
        Tensor weight = weights.get("weight", out, in, window.size(), window.size()); // [out, in, size, size]
        Tensor bias = weights.get("bias", out); // [out]
        kernel = weights.placement().equals(Placement.CPU) && PackedConvolution.isAvailable()
                ? new Packed(new PackedConvolution(weight, bias, stride, padding))
                : new Plain(weight, bias, stride, padding);
    }

    /** A 3x3 convolution that keeps height and width. */
    public static Conv2d same(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, new Window(3, 1, 1));
    }

    /** A 3x3 convolution with stride 2 and no padding of its own. */
    public static Conv2d halving(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, new Window(3, 2, 0));
    }

    /** A 3x3 convolution with stride 2 over a map with a margin of zeros: {@code height} to {@code (height + 1) / 2}. */
    public static Conv2d halvingWithMargin(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, new Window(3, 2, 1));
    }

    /** A 1x1 convolution. */
    public static Conv2d pointwise(Weights weights, long in, long out) {
        return new Conv2d(weights, in, out, new Window(1, 1, 0));
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height', width']}. */
    public Tensor apply(Tensor x) {
        return kernel.apply(x);
    }

    /** {@link #apply} and {@code addend [batch, out, height', width']}, which stays as it is. */
    public Tensor applyAdd(Tensor x, Tensor addend) {
        return kernel.applyAdd(x, addend);
    }

    @Override
    public void close() {
        kernel.close();
    }

    private interface Kernel extends AutoCloseable {
        Tensor apply(Tensor x);

        Tensor applyAdd(Tensor x, Tensor addend);

        @Override
        void close();
    }

    private record Packed(PackedConvolution convolution) implements Kernel {
        @Override
        public Tensor apply(Tensor x) {
            return convolution.apply(x); // [batch, out, height', width']
        }

        @Override
        public Tensor applyAdd(Tensor x, Tensor addend) {
            return convolution.applyAdd(x, addend); // [batch, out, height', width']
        }

        @Override
        public void close() {
            convolution.close();
        }
    }

    /** libtorch's own operator, wherever its weights are. */
    private static final class Plain implements Kernel {
        private static final long[] ONE = {1, 1};

        private final Tensor weight; // [out, in, size, size], channels-last
        private final TensorOptional bias; // [out]
        private final long[] stride;
        private final long[] padding;

        Plain(Tensor weight, Tensor bias, long stride, long padding) {
            this.weight =
                    Tensors.hold(weight.contiguous(MemoryFormat.ChannelsLast).clone());
            this.bias = Tensors.hold(new TensorOptional(bias.clone()));
            this.stride = new long[] {stride, stride};
            this.padding = new long[] {padding, padding};
        }

        @Override
        public Tensor apply(Tensor x) {
            return torch.conv2d(x, weight, bias, stride, padding, ONE, 1); // [batch, out, height', width']
        }

        @Override
        public Tensor applyAdd(Tensor x, Tensor addend) {
            return apply(x).add_(addend); // [batch, out, height', width']
        }

        @Override
        public void close() {
            weight.close();
            bias.close();
        }
    }
}
