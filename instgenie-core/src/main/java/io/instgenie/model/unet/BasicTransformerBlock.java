package io.instgenie.model.unet;

import io.instgenie.model.layers.LayerNorm;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/** Attention to the map, attention to the text and a feed-forward layer (Diffusers' {@code BasicTransformerBlock}). Thread-safe. */
final class BasicTransformerBlock implements UNetBlock {
    private static final double EPSILON = 1e-5;

    private final String place;
    private final int number;
    private final LayerNorm norm1;
    private final SelfAttention attn1;
    private final LayerNorm norm2;
    private final CrossAttention attn2;
    private final LayerNorm norm3;
    private final FeedForward feedForward;

    /** What one is like; {@code number} is counted from 0 over the whole network. */
    record Shape(int number, int width, int heads, int textWidth) {}

    BasicTransformerBlock(String place, Weights network, Shape shape) {
        this.place = place;
        number = shape.number();
        Weights weights = network.in(place + ".");
        norm1 = new LayerNorm(weights.in("norm1."), shape.width(), EPSILON);
        attn1 = new SelfAttention(weights.in("attn1."), shape.width(), shape.heads());
        norm2 = new LayerNorm(weights.in("norm2."), shape.width(), EPSILON);
        attn2 = new CrossAttention(weights.in("attn2."), shape.width(), shape.heads(), shape.textWidth());
        norm3 = new LayerNorm(weights.in("norm3."), shape.width(), EPSILON);
        feedForward = new FeedForward(weights.in("ff."), shape.width());
    }

    @Override
    public String place() {
        return place;
    }

    /** A prompt's keys and values, from its states {@code [tokens, textWidth]}. */
    TextMemory memory(Tensor states) {
        return attn2.memory(states);
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        Tensor rows = x.rows(); // [rows, width]
        rows = attn1.apply(x.with(norm1.apply(rows)), rows); // [rows, width]
        rows = attn2.apply(x.with(norm2.apply(rows)), rows, pass.texts(number)); // [rows, width]
        return x.with(feedForward.apply(norm3.apply(rows), rows)); // [rows, width]
    }

    @Override
    public void close() {
        norm1.close();
        attn1.close();
        norm2.close();
        attn2.close();
        norm3.close();
        feedForward.close();
    }
}
