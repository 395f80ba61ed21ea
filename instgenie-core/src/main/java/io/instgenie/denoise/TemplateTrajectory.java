package io.instgenie.denoise;

import io.instgenie.model.Conditioning;
import io.instgenie.model.Lane;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A template on its way through the schedule: at every step its tokens stand at that step's noise level, computed from z, so that no step
 * depends on another. Immutable and thread-safe until closed; owns what it is given.
 *
 * @param conditioning for all steps and all tokens
 * @param latents z, packed, {@code [tokens, channels]}
 * @param noise e, packed, {@code [tokens, channels]}
 * @param extra what the denoiser sees besides for an empty mask, {@code [tokens, extraChannels]}, or null
 */
public record TemplateTrajectory(
        Conditioning conditioning,
        Tensor latents,
        Tensor noise,
        @Nullable Tensor extra,
        Schedule schedule) implements AutoCloseable {
    /** Image tokens. */
    public int tokens() {
        return Math.toIntExact(latents.size(0));
    }

    /** The template at a step. */
    Lane lane(int step) {
        return new Lane(() -> input(schedule.steps().get(step)), conditioning, step);
    }

    private Tensor input(Step at) {
        Tensor noisy = at.level().of(latents, noise); // [tokens, channels]
        Tensor scaled = at.inputScale() == 1 ? noisy : noisy.mul_(new Scalar(at.inputScale()));
        return extra == null ? scaled : torch.cat(new TensorVector(scaled, extra), 1); // [tokens, inChannels]
    }

    @Override
    public void close() {
        conditioning.close();
        latents.close();
        noise.close();
        if (extra != null) {
            extra.close();
        }
    }
}
