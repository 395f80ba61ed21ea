package io.instgenie.model.samplers;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The update of {@link Euler} and {@link EulerAncestral}, operator by operator the reference's: where σ falls from thousands to one, what is
 * rounded is as large as what is left.
 */
final class EulerStepping implements Stepping {
    private final List<EulerStep> steps;
    private final Supplier<Tensor> noise;
    private int next;

    EulerStepping(List<EulerStep> steps, Supplier<Tensor> noise) {
        this.steps = steps;
        this.noise = noise;
    }

    @Override
    public Tensor step(Tensor x, Tensor output) {
        EulerStep step = steps.get(next);
        Tensor derivative = x.sub(step.clean().apply(x, output)).div_(new Scalar(step.sigma()));
        Tensor moved = derivative.mul_(new Scalar(step.down())).add_(x);
        if (step.up() != 0) {
            moved.add_(noise.get(), new Scalar(step.up()));
        }
        next++;
        return moved;
    }

    @Override
    public Tensor predicted(Tensor x, Tensor output) {
        return steps.get(next).clean().apply(x, output);
    }

    @Override
    public void close() {
        // nothing is remembered
    }
}
