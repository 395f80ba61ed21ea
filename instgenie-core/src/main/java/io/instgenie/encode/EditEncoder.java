package io.instgenie.encode;

import io.instgenie.denoise.Blend;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Guidance;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.edit.EditRequest;
import io.instgenie.mask.LatentMask;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Edits to denoising jobs. Both kinds of edit draw their noise in the order of the Diffusers pipeline, so that a dense and a cached edit of
 * one seed start from the same noise. Draws, pictures and masks are made on the CPU and moved: equal numbers wherever the denoiser is.
 * Thread-safe.
 */
public final class EditEncoder {
    private final Pipeline pipeline;
    private final Prompts prompts;

    public EditEncoder(Pipeline pipeline, Prompts prompts) {
        this.pipeline = pipeline;
        this.prompts = prompts;
    }

    /**
     * A job, and what its caller should know.
     *
     * @param notes on parts of the prompt that were cut off
     */
    public record Encoded(DenoisingJob job, List<String> notes) {}

    /** A job that computes all tokens, number for number the Diffusers pipeline. */
    public Encoded dense(EditPlan plan) {
        try (TensorScope scope = TensorScope.open()) {
            JobNoise noise = JobNoise.draw(pipeline, plan, null);
            Tensor posterior = noise.draws().picture();
            Tensor latents = posterior == null
                    ? torch.zeros_like(noise.draws().noise())
                    : sample(
                            ModelPicture.of(plan.canvas().pad(plan.subject().seen())),
                            posterior); // [1, channels, h, w]
            return encode(scope, plan, noise, noise.rows(patches().pack(latents)), null);
        }
    }

    /**
     * A job that computes the masked tokens only.
     *
     * @param recorded of the plan's template and schedule; must not be freed while the job lives
     */
    public Encoded cached(EditPlan plan, CachedTemplate recorded) {
        TemplateTrajectory trajectory = recorded.trajectories().of(pipeline.denoiser());
        try (TensorScope scope = TensorScope.open()) {
            JobNoise noise = JobNoise.draw(pipeline, plan, plan.tokens().masked());
            Tensor own = noise.rows(trajectory.latents()); // [rows, channels]
            return encode(scope, plan, noise, own, new DenoisingJob.TemplateUse(trajectory, recorded.activations()));
        }
    }

    /** @param own clean latents of the rows to compute, {@code [rows, channels]} */
    private Encoded encode(
            TensorScope scope, EditPlan plan, JobNoise noise, Tensor own, DenoisingJob.@Nullable TemplateUse template) {
        PromptEmbedding prompt =
                prompts.encode(plan.request().prompt(), plan.request().maxSequenceLength());
        Tensor channels = pipeline.repainting().channels(() -> maskedLatents(plan, noise), plan.mask());
        Tensor start = noise.rows(patches().pack(noise.draws().noise())); // [rows, channels]
        DenoisingJob.Inputs inputs = new DenoisingJob.Inputs(
                guidance(plan, prompt, noise.tokens()),
                plan.schedule(),
                scope.keep(plan.schedule().start(own, start, plan.startsFromNoise())),
                channels == null ? null : scope.keep(noise.rows(channels)),
                channels == null ? blend(scope, noise.rows(mask(plan, template != null)), own, start) : null,
                template,
                plan.request().previews());
        return new Encoded(
                new DenoisingJob(inputs, plan.schedule().begin(noise::next), noise.source()), prompt.notes());
    }

    private Guidance guidance(EditPlan plan, PromptEmbedding prompt, long @Nullable [] tokens) {
        EditRequest request = plan.request();
        if (pipeline.spec().lanes(plan.guidanceScale()) == 1) {
            return Guidance.none(condition(plan, prompt, tokens));
        }
        PromptEmbedding negative = prompts.encodeNegative(request.negativePrompt(), request.maxSequenceLength());
        Conditioning away = condition(plan, negative, tokens);
        try {
            return new Guidance(
                    List.of(away, condition(plan, prompt, tokens)), plan.guidanceScale(), request.guidanceRescale());
        } catch (RuntimeException | Error e) {
            away.close();
            throw e;
        }
    }

    private Conditioning condition(EditPlan plan, PromptEmbedding prompt, long @Nullable [] tokens) {
        return pipeline.denoiser()
                .condition(plan.schedule().timesteps(), plan.guidanceScale(), prompt, plan.canvas(), tokens);
    }

    private static Blend blend(TensorScope scope, Tensor mask, Tensor own, Tensor noise) {
        return new Blend(scope.keep(mask), scope.keep(own.clone()), scope.keep(noise));
    }

    /** A dense edit samples the mask as its pipeline does; a cached one repaints every latent that the mask touches. */
    private Tensor mask(EditPlan plan, boolean cached) {
        int factor = patches().vaeFactor();
        LatentMask mask = cached ? LatentMask.pooled(plan.mask(), factor) : LatentMask.nearest(plan.mask(), factor);
        Tensor latents = Tensors.ofFloats(mask.toArray(), 1, 1, mask.height(), mask.width())
                .expand(1, patches().channels(), mask.height(), mask.width()); // [1, channels, h, w]
        return patches().pack(latents); // [tokens, channels]
    }

    /** {@code [1, channels, h, w]}. */
    private Tensor maskedLatents(EditPlan plan, JobNoise noise) {
        return sample(
                ModelPicture.of(plan.canvas().pad(plan.subject().seen())).without(plan.mask()),
                noise.draws().maskedPicture());
    }

    /** A picture's latents in the denoiser's scale, {@code [1, channels, h, w]}. */
    private Tensor sample(ModelPicture picture, Tensor noise) {
        AutoencoderKl vae = pipeline.autoencoder();
        return vae.scale(vae.encode(Pictures.tensor(picture)).sample(noise));
    }

    private Patches patches() {
        return pipeline.spec().patches();
    }
}
