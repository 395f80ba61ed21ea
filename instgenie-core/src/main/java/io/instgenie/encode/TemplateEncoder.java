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
import io.instgenie.model.transformers.FluxConfig;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.pretrained.FluxVariant;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Templates to trajectories. Thread-safe. */
public final class TemplateEncoder {
    private static final int LATENTS_PER_TOKEN = 4; // two by two

    private final FluxPipeline pipeline;
    private final PromptEncoder prompts;

    public TemplateEncoder(FluxPipeline pipeline, PromptEncoder prompts) {
        this.pipeline = pipeline;
        this.prompts = prompts;
    }

    /** The trajectory of {@code template} through a schedule; to be closed by the caller. */
    public TemplateTrajectory encode(
            Template template, Canvas canvas, FlowMatchEuler.Schedule schedule, double guidanceScale) {
        return trajectory(template, origin(template, canvas), canvas, schedule, guidanceScale);
    }

    /** What autoencoder and text encoders make of a template. */
    public TemplateOrigin origin(Template template, Canvas canvas) {
        PromptEmbedding prompt = prompts.encode(template.prompt(), template.maxSequenceLength());
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = pipeline.vae()
                    .scale(pipeline.vae()
                            .encode(Pictures.tensor(ModelPicture.of(canvas.pad(template.image()))))
                            .mode()); // [1, channels, h, w]
            return new TemplateOrigin(Tensors.toFloats(Latents.pack(latents)), prompt);
        }
    }

    /** What {@link #origin} made before, from its bytes. */
    public TemplateOrigin originOf(ByteBuffer bytes, Canvas canvas) {
        FluxConfig config = pipeline.transformer().config();
        int latents = canvas.tokens() * latentChannels();
        return TemplateOrigin.of(bytes, latents, config.pooledProjectionDim(), config.jointAttentionDim());
    }

    private int latentChannels() {
        return LATENTS_PER_TOKEN * pipeline.description().vae().latentChannels();
    }

    /** The trajectory of {@code template}, of which {@code origin} is known; to be closed by the caller. */
    public TemplateTrajectory trajectory(
            Template template,
            TemplateOrigin origin,
            Canvas canvas,
            FlowMatchEuler.Schedule schedule,
            double guidanceScale) {
        FluxTransformer transformer = pipeline.transformer();
        PromptEmbedding prompt = origin.prompt();
        Placement place = pipeline.placement();
        try (TensorScope scope = TensorScope.open()) {
            int channels = latentChannels();
            Tensor packed = Tensors.ofFloats(origin.latents(), canvas.tokens(), channels); // [tokens, channels * 4]
            Tensor latents = Latents.unpack(packed, canvas.gridHeight(), canvas.gridWidth()); // [1, channels, h, w]
            Tensor noise = new NoiseSource(template.seed()).draw(Tensors.shape(latents)); // [1, channels, h, w]
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

    /** What decoding only around a mask needs of a template, of which {@code origin} is known, by one whole decode; to be closed by the caller. */
    public TemplateStatistics statistics(TemplateOrigin origin, Canvas canvas) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor packed =
                    Tensors.ofFloats(origin.latents(), canvas.tokens(), latentChannels()); // [tokens, channels * 4]
            return new MaskedDecoder(pipeline.vae())
                    .record(Latents.unpack(packed, canvas.gridHeight(), canvas.gridWidth()));
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
