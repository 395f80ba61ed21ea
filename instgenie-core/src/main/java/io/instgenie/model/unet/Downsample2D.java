package io.instgenie.model.unet;

import io.instgenie.weights.Weights;

/** To the next coarser level (Diffusers' {@code Downsample2D}). Thread-safe. */
final class Downsample2D implements UNetBlock {
    private final String place;
    private final Conv3x3 convolution;

    Downsample2D(String place, Weights network, long channels) {
        this.place = place;
        convolution = Conv3x3.halving(network.in(place + ".conv."), channels, channels);
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
