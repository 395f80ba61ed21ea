package io.instgenie.model.transformers;

import io.instgenie.model.layers.RmsNorm;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** libtorch's own operators, in the shapes that are fastest on a CPU. Stateless. */
public final class TorchKernels implements Kernels {
    /** Scales are kept as 1 + scale, what rows are multiplied by. */
    @Override
    public void prepareScale(Tensor scale) {
        scale.add_(new Scalar(1.0));
    }

    @Override
    public Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale) {
        return AdaLayerNorm.normalize(x, spans, modulations, shift, scale); // [rows, width]
    }

    @Override
    public void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate) {
        AdaLayerNorm.addGated(x, update, spans, modulations, gate);
    }

    @Override
    public Projection join(StreamRows rows, Tensor rotary) {
        Tensor queries = rows.queryNorm().apply(rows.queries()); // [onward, heads, headDim]
        Tensor keys = rows.keyNorm().apply(rows.keys()); // [rows, heads, headDim]
        long imageRows = rotary.size(0);
        RotaryEmbedding.rotate(queries.narrow(0, queries.size(0) - imageRows, imageRows), rotary);
        RotaryEmbedding.rotate(keys.narrow(0, keys.size(0) - imageRows, imageRows), rotary);
        return new Projection(queries, keys, rows.values(), rows.normalized());
    }

    @Override
    public Projection join(StreamRows text, StreamRows image, Tensor rotary) {
        Tensor imageQueries = image.queryNorm().apply(image.queries()); // [imageRows, heads, headDim]
        RotaryEmbedding.rotate(imageQueries, rotary);
        KeyValue imagePart = imageKeyValue(image.keyValues(), image.keyNorm(), rotary); // [imageRows, heads, headDim]
        Tensor queries = text.queries().size(0) == 0
                ? imageQueries
                : join(text.queryNorm().apply(text.queries()), imageQueries); // [onward, heads, headDim]
        return new Projection(
                queries,
                join(text.keyNorm().apply(text.keys()), imagePart.keys()), // [rows, heads, headDim]
                join(text.values(), imagePart.values()), // [rows, heads, headDim]
                image.normalized());
    }

    private static Tensor join(Tensor text, Tensor image) {
        return torch.cat(new TensorVector(text, image)); // [rows, heads, headDim]
    }

    @Override
    public KeyValue imageKeyValue(Tensor keyValues, RmsNorm keyNorm, Tensor rotary) {
        Tensor keys = keyNorm.apply(keyValues.select(1, 0)); // [tokens, heads, headDim]
        RotaryEmbedding.rotate(keys, rotary);
        return new KeyValue(keys, keyValues.select(1, 1));
    }

    @Override
    public KeyValue attendable(KeyValue kept) {
        return kept.in(ScalarType.Float);
    }

    @Override
    public Tensor attend(Projection rows, BlockContext context, List<Attention.@Nullable Borrowed> borrowed) {
        return Attention.attend(rows, context, borrowed); // [onward, width]
    }
}
