package io.instgenie.encode;

import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.LatentMask;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.autoencoders.MaskedDecoder;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.pretrained.FluxVariant;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Templates to trajectories. Thread-safe. */
public final class TemplateEncoder {
    private final FluxPipeline pipeline;
    private final PromptEncoder prompts;

    public TemplateEncoder(FluxPipeline pipeline, PromptEncoder prompts) {
        this.pipeline = pipeline;
        this.prompts = prompts;
    }

    /** The trajectory of {@code template} through a schedule; to be closed by the caller. */
    public TemplateTrajectory encode(
            Template template, Canvas canvas, FlowMatchEuler.Schedule schedule, double guidanceScale) {
        FluxTransformer transformer = pipeline.transformer();
        PromptEmbedding prompt = prompts.encode(template.prompt(), template.maxSequenceLength());
        Placement place = pipeline.placement();
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = pipeline.vae()
                    .scale(pipeline.vae()
                            .encode(Pictures.tensor(ModelPicture.of(canvas.pad(template.image()))))
                            .mode()); // [1, channels, h, w]
            Tensor noise = new NoiseSource(template.seed()).draw(Tensors.shape(latents)); // [1, channels, h, w]
            Tensor packed = Latents.pack(latents); // [tokens, channels * 4]
            return new TemplateTrajectory(
                    scope.keep(transformer.embedText(Prompts.states(prompt))),
                    transformer.condition(schedule.timesteps(), guidanceScale, Prompts.pooled(prompt)),
                    scope.keep(transformer.rotary(canvas.gridHeight(), canvas.gridWidth())),
                    scope.keep(place.move(packed)),
                    scope.keep(place.move(Latents.pack(noise))),
                    pipeline.description().variant() == FluxVariant.FILL
                            ? scope.keep(place.move(emptyMask(packed, canvas)))
                            : null,
                    schedule.sigmas());
        }
    }

    /** What decoding only around a mask needs of a template's {@code trajectory}, by one whole decode; to be closed by the caller. */
    public TemplateStatistics statistics(TemplateTrajectory trajectory, Canvas canvas) {
        try (TensorScope scope = TensorScope.open()) {
            return new MaskedDecoder(pipeline.vae())
                    .record(Latents.unpack(
                            pipeline.placement().toHost(trajectory.latents()),
                            canvas.gridHeight(),
                            canvas.gridWidth()));
        }
    }

    /** What a Fill model sees beside the latents when nothing is masked: the whole picture, {@code [tokens, extraChannels]}. */
    private Tensor emptyMask(Tensor packed, Canvas canvas) {
        float[] mask = LatentMask.fillChannels(
                EditMask.empty(canvas.width(), canvas.height()),
                pipeline.description().vae().scaleFactor());
        return torch.cat(
                new TensorVector(packed, Tensors.ofFloats(mask, canvas.tokens(), mask.length / canvas.tokens())), 1);
    }
}
