package io.instgenie.model.unet;

import io.instgenie.model.layers.Linear;
import io.instgenie.model.layers.TimestepEmbedding;
import io.instgenie.model.layers.Timesteps;
import io.instgenie.tensor.Placement;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Time, and what belongs to it, as one vector a step: the guidance scale for LCM models, pooled text and sizes for SDXL (Diffusers'
 * {@code time_embedding}, {@code add_embedding}). Thread-safe.
 */
final class TimeEmbedding implements AutoCloseable {
    private final Placement placement;
    private final Timesteps timesteps;
    private final TimestepEmbedding embedding;
    private final @Nullable Guidance guidance;
    private final @Nullable AddedEmbedding added;

    TimeEmbedding(UNet2DConditionConfig config, Weights weights) {
        UNet2DConditionConfig.Time time = config.time();
        int channels = config.levels().get(0).channels();
        placement = weights.placement();
        timesteps = new Timesteps(channels, time.cosinesFirst(), time.frequencyShift());
        embedding = new TimestepEmbedding(weights.in("time_embedding."), channels, time.width());
        guidance = time.guidanceDim() == 0 ? null : new Guidance(time.guidanceDim(), channels, weights);
        added = time.added() == null ? null : new AddedEmbedding(time, time.added(), weights);
    }

    /**
     * @param steps timesteps, 0 to 1000
     * @param guidanceScale ignored by models that do not read it
     * @return {@code [steps, width]}
     */
    Tensor apply(float[] steps, double guidanceScale, TextConditions text) {
        Tensor waves = placement.compute(timesteps.embed(steps)); // [steps, channels]
        if (guidance != null) {
            waves = waves.add(guidance.apply(guidanceScale, placement)); // [steps, channels]
        }
        Tensor time = embedding.apply(waves); // [steps, width]
        return added == null ? time : time.add(added.apply(text, placement)); // [steps, width]
    }

    @Override
    public void close() {
        embedding.close();
        if (guidance != null) {
            guidance.close();
        }
        if (added != null) {
            added.close();
        }
    }

    /** The guidance scale, less 1, as latent consistency models read it (Diffusers' {@code get_guidance_scale_embedding}). */
    private static final class Guidance implements AutoCloseable {
        private final Timesteps waves;
        private final Linear projection;

        Guidance(int dim, int channels, Weights weights) {
            waves = new Timesteps(dim, false, 1);
            projection = Linear.withoutBias(weights.in("time_embedding.cond_proj."), dim, channels);
        }

        Tensor apply(double scale, Placement placement) {
            float thousands = (float) (scale - 1) * 1000;
            return projection.apply(placement.compute(waves.embed(thousands))); // [1, channels]
        }

        @Override
        public void close() {
            projection.close();
        }
    }

    /** SDXL's pooled text and time ids ({@code addition_embed_type} {@code text_time}). */
    private static final class AddedEmbedding implements AutoCloseable {
        private final Timesteps waves;
        private final TimestepEmbedding embedding;
        private final int inputDim;

        AddedEmbedding(UNet2DConditionConfig.Time time, UNet2DConditionConfig.AddedDims dims, Weights weights) {
            waves = new Timesteps(dims.timeIdDim(), time.cosinesFirst(), time.frequencyShift());
            embedding = new TimestepEmbedding(weights.in("add_embedding."), dims.inputDim(), time.width());
            inputDim = dims.inputDim();
        }

        Tensor apply(TextConditions text, Placement placement) {
            TextConditions.Added conditions = text.added();
            if (conditions == null) {
                throw new IllegalArgumentException("this model reads a pooled text and time ids, which are missing");
            }
            float[] ids = new float[conditions.timeIds().size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = conditions.timeIds().get(i);
            }
            long expected = inputDim - (long) ids.length * waves.width();
            if (conditions.pooled().numel() != expected) {
                throw new IllegalArgumentException(
                        "a pooled text of " + conditions.pooled().numel() + " with " + ids.length
                                + " time ids, where this model reads " + expected);
            }
            Tensor numbers = waves.embed(ids).view(-1); // [ids * timeIdDim]
            Tensor input = torch.cat(new TensorVector(conditions.pooled().view(-1), numbers)); // [inputDim]
            return embedding.apply(placement.compute(input.view(1, -1))); // [1, width]
        }

        @Override
        public void close() {
            embedding.close();
        }
    }
}
