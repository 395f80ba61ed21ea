package io.instgenie.toy;

import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.model.samplers.Sampler;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import io.instgenie.model.samplers.Stepping;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Noise levels that fall evenly, and the two-step method of Adams and Bashforth from one to the next. */
final class ToySampler implements Sampler {
    private static final float MAX_SIGMA = 3;

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = numInferenceSteps - Math.max(1, (int) (numInferenceSteps * strength));
        List<Step> steps = new ArrayList<>();
        List<Float> sigmas = new ArrayList<>();
        for (int i = first; i < numInferenceSteps; i++) {
            float sigma = MAX_SIGMA * (numInferenceSteps - i) / numInferenceSteps;
            sigmas.add(sigma);
            steps.add(new Step(sigma * 100, new NoiseLevel(1, sigma), (float) (1 / Math.sqrt(1 + sigma * sigma))));
        }
        sigmas.add(0f);
        return new Schedule(steps, MAX_SIGMA, noise -> new TwoSteps(sigmas));
    }

    private static final class TwoSteps implements Stepping {
        private final List<Float> sigmas;
        private int step;
        private @Nullable Tensor before; // the last output

        TwoSteps(List<Float> sigmas) {
            this.sigmas = sigmas;
        }

        @Override
        public Tensor step(Tensor x, Tensor output) {
            Tensor direction =
                    before == null ? output : output.mul(new Scalar(1.5)).sub_(before, new Scalar(0.5));
            Tensor moved = x.add(direction, new Scalar(sigmas.get(step + 1) - sigmas.get(step)));
            Tensor kept = Tensors.hold(output.clone());
            close();
            before = kept;
            step++;
            return moved;
        }

        @Override
        public Tensor predicted(Tensor x, Tensor output) {
            return x.sub(output, new Scalar(sigmas.get(step)));
        }

        @Override
        public void close() {
            if (before != null) {
                before.close();
                before = null;
            }
        }
    }
}
