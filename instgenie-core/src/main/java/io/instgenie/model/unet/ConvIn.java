package io.instgenie.model.unet;

import io.instgenie.weights.Weights;

/** The network's first layer, {@code conv_in}. Thread-safe. */
final class ConvIn implements UNetBlock {
    private final String place;
    private final Conv3x3 convolution;

    ConvIn(String place, Weights network, long in, long out) {
        this.place = place;
        convolution = Conv3x3.same(network.in(place + "."), in, out);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return convolution.apply(x);
    }

    @Override
    public void close() {
        convolution.close();
    }
}
