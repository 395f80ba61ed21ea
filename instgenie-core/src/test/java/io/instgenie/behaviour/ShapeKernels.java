package io.instgenie.behaviour;

import io.instgenie.model.layers.RmsNorm;
import io.instgenie.model.rows.Attention;
import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.model.rows.StreamRows;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Kernels that compute nothing, and refuse what is not on {@link MetaDevice}. */
final class ShapeKernels implements Kernels {
    @Override
    public void prepareScale(Tensor scale) {
        require(scale);
    }

    @Override
    public Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale) {
        require(x);
        modulations.forEach(ShapeKernels::require);
        return torch.empty_like(x); // [rows, width]
    }

    @Override
    public void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate) {
        require(x, update);
        modulations.forEach(ShapeKernels::require);
    }

    @Override
    public Projection join(StreamRows rows, Tensor rotary) {
        require(rows.queries(), rows.keyValues(), rows.normalized(), rotary);
        return new Projection(rows.queries(), rows.keys(), rows.values(), rows.normalized());
    }

    @Override
    public Projection join(StreamRows text, StreamRows image, Tensor rotary) {
        require(text.queries(), text.keyValues(), image.queries(), image.keyValues(), rotary);
        return new Projection(
                torch.cat(new TensorVector(text.queries(), image.queries())), // [rows, heads, headDim]
                torch.cat(new TensorVector(text.keys(), image.keys())), // [rows, heads, headDim]
                torch.cat(new TensorVector(text.values(), image.values())), // [rows, heads, headDim]
                image.normalized());
    }

    @Override
    public KeyValue imageKeyValue(Tensor keyValues, RmsNorm keyNorm, Tensor rotary) {
        require(keyValues, rotary);
        return new KeyValue(keyValues.select(1, 0), keyValues.select(1, 1));
    }

    @Override
    public KeyValue attendable(KeyValue kept) {
        return kept.in(ScalarType.Float);
    }

    @Override
    public Tensor attend(Projection rows, BlockContext context, List<Attention.@Nullable Borrowed> borrowed) {
        require(rows.queries(), rows.keys(), rows.values());
        for (Attention.Borrowed others : borrowed) {
            if (others != null) {
                require(others.template().keys(), others.template().values(), others.tokens());
                if (others.tokens().scalar_type().intern() != ScalarType.Int) {
                    throw new AssertionError("kernels read indices of 32 bits");
                }
            }
        }
        return torch.empty_like(rows.queries()).view(context.onward().rows(), -1); // [onward, width]
    }

    private static void require(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (!tensor.is_meta()) {
                throw new AssertionError(
                        "a tensor is on " + tensor.device().str().getString());
            }
        }
    }
}
