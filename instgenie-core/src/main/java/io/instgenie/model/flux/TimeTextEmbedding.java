package io.instgenie.model.flux;

import io.instgenie.model.layers.TimestepEmbedding;
import io.instgenie.model.layers.Timesteps;
import io.instgenie.tensor.Placement;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Timestep, guidance and pooled text as one conditioning vector (Diffusers' {@code CombinedTimestepGuidanceTextProjEmbeddings}, or
 * without guidance {@code CombinedTimestepTextProjEmbeddings}). Thread-safe.
 */
final class TimeTextEmbedding implements AutoCloseable {
    private static final Timesteps TIMESTEPS = new Timesteps(256, true, 0);

    private final Placement placement;
    private final TimestepEmbedding timestep;
    private final @Nullable TimestepEmbedding guidance;
    private final TimestepEmbedding text;

    TimeTextEmbedding(FluxConfig config, Weights weights) {
        long width = config.width();
        placement = weights.placement();
        timestep = new TimestepEmbedding(weights.in("timestep_embedder."), TIMESTEPS.width(), width);
        guidance = config.guidanceEmbeds()
                ? new TimestepEmbedding(weights.in("guidance_embedder."), TIMESTEPS.width(), width)
                : null;
        text = new TimestepEmbedding(weights.in("text_embedder."), config.pooledProjectionDim(), width);
    }

    /**
     * @param timesteps 0 to 1000, one a step
     * @param guidanceScale ignored by models without guidance embedding
     * @param pooled {@code [pooledProjectionDim]}, on the CPU
     * @return {@code [steps, width]}
     */
    Tensor apply(float[] timesteps, double guidanceScale, Tensor pooled) {
        Tensor conditioning = timestep.apply(placement.compute(TIMESTEPS.embed(timesteps))); // [steps, width]
        if (guidance != null) {
            float scaled = (float) guidanceScale * 1000;
            conditioning =
                    conditioning.add(guidance.apply(placement.compute(TIMESTEPS.embed(scaled)))); // [steps, width]
        }
        return conditioning.add(text.apply(placement.compute(pooled.view(1, -1)))); // [steps, width]
    }

    @Override
    public void close() {
        timestep.close();
        if (guidance != null) {
            guidance.close();
        }
        text.close();
    }
}
