package io.instgenie.encode;

import io.instgenie.denoise.Blend;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.mask.LatentMask;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.pretrained.FluxVariant;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Edits to denoising jobs. Both kinds of edit draw their noise in the order of the Diffusers pipeline (posterior of the picture, noise,
 * posterior of the masked picture), so that a dense and a cached edit of one seed start from the same noise. Thread-safe.
 */
public final class EditEncoder {
    private final FluxPipeline pipeline;
    private final PromptEncoder prompts;

    public EditEncoder(FluxPipeline pipeline, PromptEncoder prompts) {
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
            Draws draws = new Draws(plan);
            Tensor latents = startsFromNoise(plan)
                    ? torch.zeros_like(draws.image)
                    : sample(picture(plan), draws.image); // [1, channels, h, w]
            LatentMask mask = LatentMask.nearest(plan.mask(), vaeFactor());
            return encode(scope, plan, draws, Latents.pack(latents), mask, null, null);
        }
    }

    /**
     * A job that computes the masked tokens only.
     *
     * @param recorded of the plan's template and schedule; must not be freed while the job lives
     */
    public Encoded cached(EditPlan plan, CachedTemplate recorded) {
        TemplateTrajectory trajectory = recorded.trajectories().of(pipeline.transformer());
        try (TensorScope scope = TensorScope.open()) {
            long[] masked = plan.tokens().masked();
            long[] unmasked = plan.tokens().unmasked();
            DenoisingJob.TemplateUse template = new DenoisingJob.TemplateUse(
                    trajectory,
                    recorded.activations(),
                    scope.keep(pipeline.placement().indices(unmasked)));
            LatentMask mask = LatentMask.pooled(plan.mask(), vaeFactor());
            Tensor rows = pipeline.placement().move(Tensors.ofLongs(masked, masked.length)); // [masked]
            return encode(scope, plan, new Draws(plan), trajectory.latents(), mask, rows, template);
        }
    }

    /**
     * Draws, pictures and masks are made on the CPU and moved: equal numbers wherever the denoiser is.
     *
     * @param rows the tokens to compute, int64 {@code [rows]}, or null for all
     */
    private Encoded encode(
            TensorScope scope,
            EditPlan plan,
            Draws draws,
            Tensor latents,
            LatentMask mask,
            @Nullable Tensor rows,
            DenoisingJob.@Nullable TemplateUse template) {
        FluxTransformer transformer = pipeline.transformer();
        PromptEmbedding prompt =
                prompts.encode(plan.request().prompt(), plan.request().maxSequenceLength());
        Placement place = pipeline.placement();
        Tensor own = select(place.move(latents), rows); // [rows, channels]
        Tensor noise = select(place.move(Latents.pack(draws.noise)), rows); // [rows, channels]
        float sigma = plan.schedule().sigmas()[0];
        boolean fill = isFill();
        Tensor rotary = template == null
                ? transformer.rotary(plan.canvas().gridHeight(), plan.canvas().gridWidth())
                : template.trajectory().rotary(); // [tokens, 1, headDim / 2]
        DenoisingJob job = new DenoisingJob(new DenoisingJob.Inputs(
                scope.keep(transformer.embedText(Prompts.states(prompt))),
                transformer.condition(plan.schedule().timesteps(), plan.guidanceScale(), Prompts.pooled(prompt)),
                scope.keep(select(rotary, rows)),
                scope.keep(own.mul(new Scalar(1.0f - sigma)).add(noise, new Scalar(sigma))),
                fill ? scope.keep(select(place.move(fillChannels(plan, draws)), rows)) : null,
                plan.schedule().sigmas(),
                fill
                        ? null
                        : new Blend(
                                scope.keep(select(place.move(packed(mask)), rows)),
                                scope.keep(own.clone()),
                                scope.keep(noise)),
                template));
        return new Encoded(job, prompt.notes());
    }

    private static Tensor select(Tensor all, @Nullable Tensor rows) {
        return rows == null ? all : all.index_select(0, rows); // [rows, ...]
    }

    private Tensor packed(LatentMask mask) {
        int channels = pipeline.description().vae().latentChannels();
        float[] values = mask.packed(channels);
        return Tensors.ofFloats(values, values.length / (channels * 4L), channels * 4L); // [tokens, channels * 4]
    }

    /** The masked picture's latents and the mask, {@code [tokens, extraChannels]}. */
    private Tensor fillChannels(EditPlan plan, Draws draws) {
        Tensor masked =
                Latents.pack(sample(picture(plan).without(plan.mask()), draws.maskedImage)); // [tokens, channels]
        float[] mask = LatentMask.fillChannels(plan.mask(), vaeFactor());
        int tokens = plan.canvas().tokens();
        return torch.cat(new TensorVector(masked, Tensors.ofFloats(mask, tokens, mask.length / tokens)), 1);
    }

    /** Whether the picture's own latents have no weight: at full strength, where no step blends them in. */
    private boolean startsFromNoise(EditPlan plan) {
        return isFill() && plan.schedule().sigmas()[0] == 1;
    }

    private boolean isFill() {
        return pipeline.description().variant() == FluxVariant.FILL;
    }

    /** A picture's latents in the denoiser's scale. */
    private Tensor sample(ModelPicture picture, Tensor noise) {
        AutoencoderKl vae = pipeline.vae();
        return vae.scale(vae.encode(Pictures.tensor(picture)).sample(noise)); // [1, channels, h, w]
    }

    private static ModelPicture picture(EditPlan plan) {
        return ModelPicture.of(plan.canvas().pad(plan.subject().seen()));
    }

    private int vaeFactor() {
        return pipeline.description().vae().scaleFactor();
    }

    /** An edit's noise in the pipeline's order, {@code [1, channels, h, w]} each. */
    private final class Draws {
        private final Tensor image;
        private final Tensor noise;
        private final Tensor maskedImage;

        Draws(EditPlan plan) {
            NoiseSource source = new NoiseSource(plan.request().seed());
            long[] shape = {
                1,
                pipeline.description().vae().latentChannels(),
                plan.canvas().height() / vaeFactor(),
                plan.canvas().width() / vaeFactor()
            };
            image = source.draw(shape);
            noise = source.draw(shape);
            maskedImage = source.draw(shape);
        }
    }
}
