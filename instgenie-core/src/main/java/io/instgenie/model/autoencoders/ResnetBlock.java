package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.Conv2d;
import io.instgenie.model.layers.GroupNorm;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Two convolutions beside a shortcut (Diffusers' {@code ResnetBlock2D} without time embedding). Thread-safe. */
final class ResnetBlock implements AutoCloseable {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final @Nullable Conv2d shortcut;

    ResnetBlock(Weights weights, long groups, long in, long out) {
        norm1 = new GroupNorm(weights.in("norm1."), groups, in);
        conv1 = Conv2d.same(weights.in("conv1."), in, out);
        norm2 = new GroupNorm(weights.in("norm2."), groups, out);
        conv2 = Conv2d.same(weights.in("conv2."), out, out);
        shortcut = in == out ? null : Conv2d.pointwise(weights.in("conv_shortcut."), in, out);
    }

    /** {@code [batch, in, height, width]} to {@code [batch, out, height, width]}. */
    Parts apply(Parts x, LayerPass pass) {
        Parts first = pass.normalize(norm1, x)
                .replaced(part -> conv1.apply(torch.silu_(part))); // [batch, out, height, width]
        Parts normalized = pass.normalize(norm2, first); // [batch, out, height, width]
        first.free();
        Parts second = normalized.replaced(part -> conv2.apply(torch.silu_(part))); // [batch, out, height, width]
        Conv2d convolution = shortcut;
        if (convolution == null) {
            return second.add(x); // [batch, out, height, width]
        }
        Parts shortened = x.map(convolution::apply); // [batch, out, height, width]
        Parts sum = second.add(shortened); // [batch, out, height, width]
        shortened.free();
        return sum;
    }

    @Override
    public void close() {
        norm1.close();
        conv1.close();
        norm2.close();
        conv2.close();
        if (shortcut != null) {
            shortcut.close();
        }
    }
}
