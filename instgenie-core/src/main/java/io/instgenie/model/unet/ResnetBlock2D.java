package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Two convolutions with a shortcut around them, and the time added between (Diffusers' {@code ResnetBlock2D}). Thread-safe. */
final class ResnetBlock2D implements UNetBlock {
    private final String place;
    private final Shape shape;
    private final GroupNormRows norm1;
    private final Conv3x3 conv1;
    private final Linear timeProjection;
    private final GroupNormRows norm2;
    private final Conv3x3 conv2;
    private final @Nullable Linear shortcut;

    /**
     * What one is like.
     *
     * @param number counted from 0 over the whole network
     * @param timeWidth of the time embedding
     * @param scaleFactor what its output is divided by
     */
    record Shape(int number, int in, int out, int timeWidth, double scaleFactor) {}

    ResnetBlock2D(String place, Weights network, Shape shape, UNet2DConditionConfig.Norm norm) {
        this.place = place;
        this.shape = shape;
        Weights weights = network.in(place + ".");
        norm1 = new GroupNormRows(weights.in("norm1."), norm, shape.in());
        conv1 = Conv3x3.same(weights.in("conv1."), shape.in(), shape.out());
        timeProjection = Linear.of(weights.in("time_emb_proj."), shape.timeWidth(), shape.out());
        norm2 = new GroupNormRows(weights.in("norm2."), norm, shape.out());
        conv2 = Conv3x3.same(weights.in("conv2."), shape.out(), shape.out());
        shortcut = shape.in() == shape.out()
                ? null
                : Linear.pointwise(weights.in("conv_shortcut."), shape.in(), shape.out());
    }

    @Override
    public String place() {
        return place;
    }

    /** What is added to every cell: {@code time [steps, timeWidth]}, after its SiLU, to {@code [steps, out]}. */
    Tensor timeShift(Tensor time) {
        return timeProjection.apply(time);
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return apply(x, pass.timeShift(shape.number()));
    }

    /** @param timeShift what is added to every cell between the convolutions, {@code [lanes, 1, out]} */
    Maps apply(Maps x, Tensor timeShift) {
        Maps hidden = conv1.apply(norm1.applySilu(x)); // [rows, out]
        hidden.byLane().add_(timeShift); // [lanes, cells, out]
        Tensor around = shortcut == null ? x.rows() : shortcut.apply(x.rows()); // [rows, out]
        Maps sum = conv2.applyAdd(norm2.applySilu(hidden), around); // [rows, out]
        return shape.scaleFactor() == 1 ? sum : x.with(sum.rows().div(new Scalar(shape.scaleFactor())));
    }

    @Override
    public void close() {
        norm1.close();
        conv1.close();
        timeProjection.close();
        norm2.close();
        conv2.close();
        if (shortcut != null) {
            shortcut.close();
        }
    }
}
