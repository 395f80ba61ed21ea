package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;

/** What comes before a transformer's blocks: norm and projection (the start of Diffusers' {@code Transformer2DModel}). Thread-safe. */
final class TransformerIn implements UNetBlock {
    private static final double EPSILON = 1e-6;

    private final String place;
    private final GroupNormRows norm;
    private final Linear projection;

    TransformerIn(String transformer, Weights network, int channels, int groups) {
        place = transformer + ".proj_in";
        norm = new GroupNormRows(
                network.in(transformer + ".norm."), new UNet2DConditionConfig.Norm(groups, EPSILON), channels);
        projection = Linear.pointwise(network.in(place + "."), channels, channels);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        pass.push(x);
        return x.with(projection.apply(norm.apply(x).rows())); // [rows, channels]
    }

    @Override
    public void close() {
        norm.close();
        projection.close();
    }
}
