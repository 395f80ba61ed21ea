package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;

/**
 * What comes after a transformer's blocks: a projection, and the transformer's input added (the end of Diffusers'
 * {@code Transformer2DModel}). Thread-safe.
 */
final class TransformerOut implements UNetBlock {
    private final String place;
    private final Linear projection;

    TransformerOut(String transformer, Weights network, int channels) {
        place = transformer;
        projection = Linear.pointwise(network.in(transformer + ".proj_out."), channels, channels);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return x.with(projection.applyAdd(x.rows(), pass.pop().rows())); // [rows, channels]
    }

    @Override
    public void close() {
        projection.close();
    }
}
