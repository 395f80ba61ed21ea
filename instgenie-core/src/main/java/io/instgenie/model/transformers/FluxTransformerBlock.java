package io.instgenie.model.transformers;

import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A block with two streams, text and image, that meet in attention (Diffusers' {@code FluxTransformerBlock}). */
final class FluxTransformerBlock implements FluxBlock {
    private final FluxStream image;
    private final FluxStream text;

    FluxTransformerBlock(FluxConfig config, Weights weights) {
        image = FluxStream.image(config, weights, 0);
        text = FluxStream.text(config, weights, FluxStream.CHUNKS);
    }

    @Override
    public String kind() {
        return "double";
    }

    @Override
    public Tensor modulation(Tensor conditioning) {
        return torch.cat(
                new TensorVector(image.modulation(conditioning), text.modulation(conditioning)),
                1); // [steps, 12, width]
    }

    @Override
    public Projection project(Tensor hidden, BlockContext context) {
        RowLayout layout = context.layout();
        Tensor textRows = text.normalize(
                textRows(hidden, layout), layout.textSpans(), context.modulations()); // [textRows, width]
        Tensor imageRows = image.normalize(
                imageRows(hidden, layout), layout.imageSpans(), context.modulations()); // [imageRows, width]
        Tensor imageQueries = image.attention().queries(imageRows); // [imageRows, heads, headDim]
        RotaryEmbedding.rotate(imageQueries, context.rotary());
        KeyValue textPart = text.attention().keysAndValues(textRows); // [textRows, heads, headDim]
        KeyValue imagePart = image.attention().keysAndValues(imageRows); // [imageRows, heads, headDim]
        RotaryEmbedding.rotate(imagePart.keys(), context.rotary());
        Tensor queries = context.onward().textRows() == 0
                ? imageQueries
                : join(text.attention().queries(textRows), imageQueries); // [onward, heads, headDim]
        return new Projection(
                queries,
                join(textPart.keys(), imagePart.keys()), // [rows, heads, headDim]
                join(textPart.values(), imagePart.values()), // [rows, heads, headDim]
                imageRows);
    }

    @Override
    public KeyValue keysAndValues(Tensor imageRows, Tensor modulation, Tensor rotary) {
        KeyValue keyValue =
                image.attention().keysAndValues(image.normalize(imageRows, modulation)); // [tokens, heads, headDim]
        RotaryEmbedding.rotate(keyValue.keys(), rotary);
        return keyValue;
    }

    @Override
    public void update(Tensor hidden, Projection projection, Tensor attended, BlockContext context) {
        RowLayout layout = context.layout();
        RowLayout onward = context.onward();
        if (onward.textRows() > 0) {
            text.update(
                    textRows(hidden, layout), textRows(attended, onward), layout.textSpans(), context.modulations());
        }
        image.update(
                imageRows(hidden, layout), imageRows(attended, onward), layout.imageSpans(), context.modulations());
    }

    private static Tensor textRows(Tensor rows, RowLayout layout) {
        return rows.narrow(0, 0, layout.textRows()); // [textRows, width]
    }

    private static Tensor imageRows(Tensor rows, RowLayout layout) {
        return rows.narrow(0, layout.textRows(), layout.imageRows()); // [imageRows, width]
    }

    private static Tensor join(Tensor text, Tensor image) {
        return torch.cat(new TensorVector(text, image)); // [rows, heads, headDim]
    }

    @Override
    public void close() {
        image.close();
        text.close();
    }
}
