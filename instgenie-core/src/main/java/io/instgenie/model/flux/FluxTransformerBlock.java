package io.instgenie.model.flux;

import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.model.rows.StreamRows;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A block with two streams, text and image, that meet in attention (Diffusers' {@code FluxTransformerBlock}). */
final class FluxTransformerBlock implements FluxBlock {
    private final Kernels kernels;
    private final FluxStream image;
    private final FluxStream text;

    FluxTransformerBlock(FluxConfig config, Weights weights, Kernels kernels) {
        this.kernels = kernels;
        image = FluxStream.image(config, weights, kernels, 0);
        text = FluxStream.text(config, weights, kernels, FluxStream.CHUNKS);
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
        FluxAttentionProjection textAttention = text.attention();
        StreamRows textStream = context.onward().textRows() == 0
                ? textAttention.withoutQueries(textRows)
                : textAttention.project(textRows, textRows);
        return kernels.join(textStream, image.attention().project(imageRows, imageRows), context.rotary());
    }

    @Override
    public KeyValue keysAndValues(Tensor imageRows, Tensor modulation, Tensor rotary) {
        Tensor keyValues =
                image.attention().keysAndValues(image.normalize(imageRows, modulation)); // [tokens, 2, heads, headDim]
        return kernels.imageKeyValue(keyValues, image.attention().keyNorm(), rotary);
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

    @Override
    public void close() {
        image.close();
        text.close();
    }
}
