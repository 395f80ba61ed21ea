package io.instgenie.model.unet;

import io.instgenie.model.layers.Conv2d;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/** A 3x3 convolution over rows: every cell reads its neighbours on its lane's whole map, zeros outside it. Thread-safe. */
final class Conv3x3 implements AutoCloseable {
    private final Conv2d convolution;

    private Conv3x3(Conv2d convolution) {
        this.convolution = convolution;
    }

    /** As large as its input. */
    static Conv3x3 same(Weights weights, long in, long out) {
        return new Conv3x3(Conv2d.same(weights, in, out));
    }

    /** Half as high and as wide, rounded up. */
    static Conv3x3 halving(Weights weights, long in, long out) {
        return new Conv3x3(Conv2d.halvingWithMargin(weights, in, out));
    }

    /** Maps of {@code in} channels to maps of {@code out} channels. */
    Maps apply(Maps x) {
        return Maps.of(convolution.apply(x.map()));
    }

    /** Of a convolution that keeps the size: the same, and {@code addend [rows, out]}, which stays as it is. */
    Maps applyAdd(Maps x, Tensor addend) {
        return Maps.of(convolution.applyAdd(x.map(), x.with(addend).map()));
    }

    @Override
    public void close() {
        convolution.close();
    }
}
