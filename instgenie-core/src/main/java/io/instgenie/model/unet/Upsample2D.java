package io.instgenie.model.unet;

import io.instgenie.model.layers.DoublingConv2d;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/**
 * To the next finer level, whose cell {@code (y, x)} starts as the coarser {@code (y / 2, x / 2)}, then a 3x3 convolution (Diffusers'
 * {@code Upsample2D}). A level with an odd side is not twice the one below. Thread-safe.
 */
final class Upsample2D implements UNetBlock {
    private final String place;
    private final DoublingConv2d doubling;
    private final Conv3x3 convolution;

    Upsample2D(String place, Weights network, long channels) {
        this.place = place;
        Weights weights = network.in(place + ".conv.");
        doubling = new DoublingConv2d(weights, channels, channels);
        convolution = Conv3x3.same(weights, channels, channels);
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return to(x, pass.top());
    }

    /** {@code x} on a map as large as {@code finer}. */
    Maps to(Maps x, Maps finer) {
        return finer.height() == 2 * x.height() && finer.width() == 2 * x.width()
                ? Maps.of(doubling.apply(x.map()))
                : convolution.apply(repeat(x, finer));
    }

    /** {@code x}'s cells where {@code finer}'s lie above them. */
    private static Maps repeat(Maps x, Maps finer) {
        long[] cells = new long[finer.lanes() * finer.cells()];
        int next = 0;
        for (int lane = 0; lane < x.lanes(); lane++) {
            for (int row = 0; row < finer.height(); row++) {
                for (int column = 0; column < finer.width(); column++) {
                    cells[next++] = (long) lane * x.cells() + row / 2 * x.width() + column / 2;
                }
            }
        }
        Tensor coarse = Tensors.ofLongs(cells, cells.length); // [lanes * cells]
        return finer.with(x.rows().index_select(0, coarse.to(x.rows().device(), coarse.scalar_type())));
    }

    @Override
    public void close() {
        doubling.close();
        convolution.close();
    }
}
