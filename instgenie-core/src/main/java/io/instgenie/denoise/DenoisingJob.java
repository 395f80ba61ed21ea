package io.instgenie.denoise;

import io.instgenie.model.transformers.Conditioning;
import io.instgenie.tensor.Tensors;
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
    private Tensor latents; // [tokens, channels]
    private @Nullable Tensor predicted; // [tokens, channels], while a step is reported
    private int step;
    private boolean closed;

    /**
     * What a job is made of.
     *
     * @param text embedded prompt, {@code [textTokens, width]}
     * @param conditioning for all steps
     * @param rotary complex {@code [tokens, 1, headDim / 2]}, of the tokens computed
     * @param latents where they start, {@code [tokens, channels]}
     * @param extra a Fill model's further channels, {@code [tokens, extraChannels]}, or null
     * @param sigmas of the schedule's steps, one more than steps
     * @param blend or null if the model sees the mask itself
     * @param template or null for a dense edit
     */
    public record Inputs(
            Tensor text,
            Conditioning conditioning,
            Tensor rotary,
            Tensor latents,
            @Nullable Tensor extra,
            float[] sigmas,
            @Nullable Blend blend,
            @Nullable TemplateUse template) {}

    /**
     * The template of a cached edit.
     *
     * @param unmasked the tokens taken from it, int64 {@code [n]}
     */
    public record TemplateUse(TemplateTrajectory trajectory, TemplateActivations activations, Tensor unmasked) {}

    public DenoisingJob(Inputs inputs) {
        this.inputs = inputs;
        this.latents = inputs.latents();
    }

    /** Steps done; the index of the next. */
    public int step() {
        return step;
    }

    public int steps() {
        return inputs.sigmas().length - 1;
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

    /** The template of a cached edit, or null. */
    public @Nullable TemplateUse template() {
        return inputs.template();
    }

    /** Its own work in each block. */
    StepShape.Job shape() {
        TemplateUse template = inputs.template();
        int imageTokens = template == null ? tokens() : template.trajectory().tokens();
        return new StepShape.Job(textTokens() + tokens(), textTokens() + imageTokens);
    }

    int textTokens() {
        return Math.toIntExact(inputs.text().size(0));
    }

    Tensor text() {
        return inputs.text();
    }

    Tensor rotary() {
        return inputs.rotary();
    }

    Conditioning conditioning() {
        return inputs.conditioning();
    }

    /** The denoiser's input, {@code [tokens, inChannels]}. */
    Tensor input() {
        Tensor extra = inputs.extra();
        return extra == null ? latents : torch.cat(new TensorVector(latents, extra), 1);
    }

    /**
     * The clean latents that the step just done points to, {@code [tokens, channels]}.
     *
     * @throws IllegalStateException outside a {@link StepExecutor.StepListener}'s call
     */
    public Tensor predicted() {
        if (predicted == null) {
            throw new IllegalStateException("predicted latents are there only while a step is reported");
        }
        return predicted;
    }

    /** Follows a velocity {@code [tokens, channels]} to the next step, and reports. */
    void advance(Tensor velocity, Runnable report) {
        float sigma = inputs.sigmas()[step];
        float next = inputs.sigmas()[step + 1];
        Tensor moved = latents.add(velocity, new Scalar(next - sigma)); // [tokens, channels]
        Blend blend = inputs.blend();
        Tensor result = Tensors.hold(blend == null ? moved : blend.apply(moved, next)); // [tokens, channels]
        predicted = latents.sub(velocity, new Scalar(sigma)); // [tokens, channels]
        latents.close();
        latents = result;
        step++;
        try {
            report.run();
        } finally {
            predicted = null;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        latents.close();
        inputs.text().close();
        inputs.conditioning().close();
        inputs.rotary().close();
        if (inputs.extra() != null) {
            inputs.extra().close();
        }
        if (inputs.blend() != null) {
            inputs.blend().close();
        }
        if (inputs.template() != null) {
            inputs.template().unmasked().close();
        }
    }
}
