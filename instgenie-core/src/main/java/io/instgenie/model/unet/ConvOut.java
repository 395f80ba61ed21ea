package io.instgenie.model.unet;

import io.instgenie.weights.Weights;

/** The network's head: norm, SiLU and {@code conv_out}. Thread-safe. */
final class ConvOut implements UNetBlock {
    private final GroupNormRows norm;
    private final Conv3x3 convolution;

    ConvOut(Weights network, UNet2DConditionConfig config) {
        long channels = config.levels().get(0).channels();
        norm = new GroupNormRows(network.in("conv_norm_out."), config.norm(), channels);
        convolution = Conv3x3.same(network.in("conv_out."), channels, config.outChannels());
    }

    @Override
    public String place() {
        return "conv_out";
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return convolution.apply(norm.applySilu(x));
    }

    @Override
    public void close() {
        norm.close();
        convolution.close();
    }
}
