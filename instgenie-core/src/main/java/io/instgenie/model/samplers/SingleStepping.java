package io.instgenie.model.samplers;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** The update of samplers without a memory: DDIM and LCM. */
final class SingleStepping implements Stepping {
    private final List<SingleStep> steps;
    private final Supplier<Tensor> noise;
    private int next;

    SingleStepping(List<SingleStep> steps, Supplier<Tensor> noise) {
        this.steps = steps;
        this.noise = noise;
    }

    @Override
    public Tensor step(Tensor x, Tensor output) {
        SingleStep step = steps.get(next);
        WeightedSum sum = new WeightedSum();
        if (step.clips()) {
            sum.plus(step.ofClean(), clean(step, x, output))
                    .plus(step.rest().ofLatents(), x)
                    .plus(step.rest().ofOutput(), output);
        } else {
            Mix direct = step.direct();
            sum.plus(direct.ofLatents(), x).plus(direct.ofOutput(), output);
        }
        if (step.ofNoise() != 0) {
            sum.plus(step.ofNoise(), noise.get());
        }
        Tensor moved = sum.tensor();
        next++;
        return moved;
    }

    @Override
    public Tensor predicted(Tensor x, Tensor output) {
        return clean(steps.get(next), x, output);
    }

    private static Tensor clean(SingleStep step, Tensor x, Tensor output) {
        Tensor clean = step.clean().apply(x, output);
        if (step.clips()) {
            clean.clamp_(
                    new ScalarOptional(new Scalar(-step.clipRange())),
                    new ScalarOptional(new Scalar(step.clipRange())));
        }
        return clean;
    }

    @Override
    public void close() {
        // nothing is remembered
    }
}
