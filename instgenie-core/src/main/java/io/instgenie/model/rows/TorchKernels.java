package io.instgenie.model.rows;

import io.instgenie.model.layers.RmsNorm;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** libtorch's own operators, in the shapes that are fastest on a CPU. Stateless. */
public final class TorchKernels implements Kernels {
    private static final double EPSILON = 1e-6;

    /** Scales are kept as 1 + scale, what rows are multiplied by. */
    @Override
    public void prepareScale(Tensor scale) {
        scale.add_(new Scalar(1.0));
    }

    @Override
    public Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale) {
        if (spans.size() == 1) {
            return normalize(x, modulations.get(spans.get(0).job()), shift, scale); // [rows, width]
        }
        TensorVector parts = new TensorVector();
        for (RowLayout.Span span : spans) {
            Tensor part = x.narrow(0, span.start(), span.length()); // [span, width]
            parts.push_back(normalize(part, modulations.get(span.job()), shift, scale));
        }
        return torch.cat(parts); // [rows, width]
    }

    private static Tensor normalize(Tensor x, Tensor modulation, int shift, int scale) {
        return torch.layer_norm(
                x,
                new long[] {x.size(1)},
                new TensorOptional(modulation.select(0, scale)),
                new TensorOptional(modulation.select(0, shift)),
                EPSILON,
                false); // [rows, width]
    }

    @Override
    public void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate) {
        for (RowLayout.Span span : spans) {
            Tensor vector = modulations.get(span.job()).select(0, gate); // [width]
            x.narrow(0, span.start(), span.length()).addcmul_(update.narrow(0, span.start(), span.length()), vector);
        }
    }

    @Override
    public Projection join(StreamRows rows, Tensor rotary) {
        normalize(rows);
        long imageRows = rotary.size(0);
        rotate(last(rows.queries(), imageRows), rotary);
        rotate(last(rows.keys(), imageRows), rotary);
        return new Projection(rows.queries(), rows.keys(), rows.values(), rows.normalized());
    }

    @Override
    public Projection join(StreamRows text, StreamRows image, Tensor rotary) {
        normalize(text);
        normalize(image);
        rotate(image.queries(), rotary);
        rotate(image.keys(), rotary);
        Tensor keyValues = join(text.keyValues(), image.keyValues()); // [rows, 2, heads, headDim]
        return new Projection(
                join(text.queries(), image.queries()), // [onward, heads, headDim]
                keyValues.select(1, 0), // [rows, heads, headDim]
                keyValues.select(1, 1), // [rows, heads, headDim]
                image.normalized());
    }

    private static void normalize(StreamRows rows) {
        rows.queryNorm().applyInPlace(rows.queries());
        rows.keyNorm().applyInPlace(rows.keys());
    }

    private static Tensor last(Tensor rows, long count) {
        return rows.narrow(0, rows.size(0) - count, count);
    }

    private static Tensor join(Tensor text, Tensor image) {
        return torch.cat(new TensorVector(text, image)); // [rows, ...]
    }

    /** Rotates {@code x [rows, heads, headDim]} in place by {@code rotary}, complex {@code [rows, 1, headDim / 2]}. */
    static void rotate(Tensor x, Tensor rotary) {
        Tensor pairs = x.view(x.size(0), x.size(1), x.size(2) / 2, 2); // [rows, heads, headDim / 2, 2]
        torch.view_as_complex(pairs).mul_(rotary);
    }

    @Override
    public KeyValue imageKeyValue(Tensor keyValues, RmsNorm keyNorm, Tensor rotary) {
        Tensor keys = keyValues.select(1, 0); // [tokens, heads, headDim]
        keyNorm.applyInPlace(keys);
        rotate(keys, rotary);
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
