package io.instgenie.encode;

import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.ModelPicture;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.MaskedDecoder;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Templates to trajectories. Thread-safe. */
public final class TemplateEncoder {
    private final Pipeline pipeline;
    private final Patches patches;
    private final Prompts prompts;

    public TemplateEncoder(Pipeline pipeline, Prompts prompts) {
        this.pipeline = pipeline;
        this.patches = pipeline.spec().patches();
        this.prompts = prompts;
    }

    /** The trajectory of {@code template} through a schedule; to be closed by the caller. */
    public TemplateTrajectory encode(Template template, Canvas canvas, Schedule schedule, double guidanceScale) {
        return trajectory(template.seed(), origin(template, canvas), canvas, schedule, guidanceScale);
    }

    /** What autoencoder and text encoders make of a template. */
    public TemplateOrigin origin(Template template, Canvas canvas) {
        PromptEmbedding prompt = prompts.encode(template.prompt(), template.maxSequenceLength());
        AutoencoderKl vae = pipeline.autoencoder();
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = vae.scale(vae.encode(Pictures.tensor(ModelPicture.of(canvas.pad(template.image()))))
                    .mode()); // [1, channels, h, w]
            return new TemplateOrigin(Tensors.toFloats(patches.pack(latents)), prompt);
        }
    }

    /**
     * The trajectory of a template, of which {@code origin} is known; to be closed by the caller.
     *
     * @param seed the template's own
     */
    public TemplateTrajectory trajectory(
            long seed, TemplateOrigin origin, Canvas canvas, Schedule schedule, double guidanceScale) {
        Placement place = pipeline.denoiser().placement();
        try (TensorScope scope = TensorScope.open();
                NoiseSource source = new NoiseSource(seed)) {
            Tensor packed = packed(origin, canvas); // [tokens, channels]
            Tensor latents = patches.unpack(packed, canvas.gridHeight(), canvas.gridWidth()); // [1, channels, h, w]
            Tensor noise = source.draw(Tensors.shape(latents)); // [1, channels, h, w]
            Tensor extra = extraChannels(latents, canvas); // [tokens, extraChannels]
            return new TemplateTrajectory(
                    pipeline.denoiser().condition(schedule.timesteps(), guidanceScale, origin.prompt(), canvas, null),
                    scope.keep(place.move(packed)),
                    scope.keep(place.move(patches.pack(noise))),
                    extra == null ? null : scope.keep(place.move(extra)),
                    schedule);
        }
    }

    /** What the denoiser sees besides the latents when nothing is masked: the whole picture. */
    private @Nullable Tensor extraChannels(Tensor latents, Canvas canvas) {
        return pipeline.repainting().channels(() -> latents, EditMask.empty(canvas.width(), canvas.height()));
    }

    private Tensor packed(TemplateOrigin origin, Canvas canvas) {
        return Tensors.ofFloats(origin.latents(), canvas.tokens(), patches.tokenChannels()); // [tokens, channels]
    }

    /** What decoding only around a mask needs of a template, of which {@code origin} is known, by one whole decode; to be closed by the caller. */
    public TemplateStatistics statistics(TemplateOrigin origin, Canvas canvas) {
        try (TensorScope scope = TensorScope.open()) {
            return new MaskedDecoder(pipeline.autoencoder())
                    .record(patches.unpack(packed(origin, canvas), canvas.gridHeight(), canvas.gridWidth()));
        }
    }
}
