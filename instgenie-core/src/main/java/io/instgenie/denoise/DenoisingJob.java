package io.instgenie.denoise;

import io.instgenie.activations.TemplateActivations;
import io.instgenie.cost.BlockWork;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Lane;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import io.instgenie.model.samplers.Stepping;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One edit's tensors while it is denoised: the latents of the tokens it computes, and what the denoiser needs to know of them. A dense
 * edit computes all tokens and has no template. Used by one thread at a time; owns its tensors, but not its template.
 */
public final class DenoisingJob implements AutoCloseable {
    private final Inputs inputs;
    private final Stepping stepping;
    private final NoiseSource noise;
    private Tensor latents; // [tokens, channels]
    private @Nullable Tensor predicted; // [tokens, channels]
    private int step;
    private boolean torn;
    private boolean closed;

    /**
     * What a job is made of.
     *
     * @param guidance the runs of the denoiser that it needs
     * @param schedule its steps
     * @param latents where they start, {@code [tokens, channels]}
     * @param extra what the denoiser sees besides, {@code [tokens, extraChannels]}, or null
     * @param blend or null if the model sees the mask itself
     * @param template or null for a dense edit
     * @param previews whether each step's clean latents are wanted
     */
    public record Inputs(
            Guidance guidance,
            Schedule schedule,
            Tensor latents,
            @Nullable Tensor extra,
            @Nullable Blend blend,
            @Nullable TemplateUse template,
            boolean previews) {}

    /** The template of a cached edit. */
    public record TemplateUse(TemplateTrajectory trajectory, TemplateActivations activations) {}

    /**
     * @param stepping of the schedule, at its first step; the job's own from now on
     * @param noise what the stepping draws from; the job's own from now on
     */
    public DenoisingJob(Inputs inputs, Stepping stepping, NoiseSource noise) {
        this.inputs = inputs;
        this.stepping = stepping;
        this.noise = noise;
        this.latents = inputs.latents();
    }

    /** Steps done; the index of the next. */
    public int step() {
        return step;
    }

    public int steps() {
        return inputs.schedule().steps().size();
    }

    public boolean isDone() {
        return step == steps();
    }

    /** Tokens computed. */
    public int tokens() {
        return Math.toIntExact(latents.size(0));
    }

    /** The latents after the steps done, {@code [tokens, channels]}; valid until the next step. */
    public Tensor latents() {
        return latents;
    }

    /**
     * The clean latents that the last step pointed to, {@code [tokens, channels]}; valid until the next step.
     *
     * @throws IllegalStateException if they were not wanted, or no step is done
     */
    public Tensor predicted() {
        if (predicted == null) {
            throw new IllegalStateException("there are no predicted latents");
        }
        return predicted;
    }

    /** The template of a cached edit, or null. */
    public @Nullable TemplateUse template() {
        return inputs.template();
    }

    /** How often a step runs the denoiser for it. */
    int lanes() {
        return inputs.guidance().lanes().size();
    }

    /** What a block computes for it. */
    BlockWork work(int block) {
        BlockWork work = BlockWork.NONE;
        for (Conditioning lane : inputs.guidance().lanes()) {
            work = work.plus(lane.work(block));
        }
        return work;
    }

    /**
     * Its lanes at the next step.
     *
     * @throws IllegalStateException if a step failed after its update rule had moved on: what came after would be wrong
     */
    List<Lane> enter() {
        if (torn) {
            throw new IllegalStateException("step " + step + " failed half-way");
        }
        return inputs.guidance().lanes().stream()
                .map(conditioning -> new Lane(this::input, conditioning, step))
                .toList();
    }

    private Tensor input() {
        Step next = inputs.schedule().steps().get(step);
        Tensor scaled = next.inputScale() == 1 ? latents : latents.mul(new Scalar(next.inputScale()));
        Tensor extra = inputs.extra();
        return extra == null ? scaled : torch.cat(new TensorVector(scaled, extra), 1); // [tokens, inChannels]
    }

    /** Takes the step that its lanes' outputs {@code [lanes * tokens, channels]} point to. */
    void advance(Tensor outputs) {
        Tensor output = inputs.guidance().combine(outputs); // [tokens, channels]
        Tensor clean = inputs.previews() ? stepping.predicted(latents, output) : null; // [tokens, channels]
        Tensor moved = stepping.step(latents, output); // [tokens, channels]
        torn = true;
        Blend blend = inputs.blend();
        Tensor result =
                blend == null ? moved : blend.apply(moved, inputs.schedule().levelAfter(step));
        replacePredicted(clean == null ? null : Tensors.hold(clean));
        latents.close();
        latents = Tensors.hold(result);
        step++;
        torn = false;
    }

    private void replacePredicted(@Nullable Tensor now) {
        if (predicted != null) {
            predicted.close();
        }
        predicted = now;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        replacePredicted(null);
        latents.close();
        stepping.close();
        noise.close();
        inputs.guidance().close();
        if (inputs.extra() != null) {
            inputs.extra().close();
        }
        if (inputs.blend() != null) {
            inputs.blend().close();
        }
    }
}
