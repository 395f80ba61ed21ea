package io.instgenie.model.flux;

import io.instgenie.model.layers.Linear;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.Weights;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Timestep, guidance and pooled text as one conditioning vector (Diffusers' {@code CombinedTimestepGuidanceTextProjEmbeddings}, or
 * without guidance {@code CombinedTimestepTextProjEmbeddings}). Thread-safe.
 */
final class TimeTextEmbedding implements AutoCloseable {
    private static final int FREQUENCIES = 128;
    private static final double LONGEST_PERIOD = 10_000;

    private final Placement placement;
    private final Mlp timestep;
    private final @Nullable Mlp guidance;
    private final Mlp text;

    TimeTextEmbedding(FluxConfig config, Weights weights) {
        long width = config.width();
        placement = weights.placement();
        timestep = new Mlp(weights.in("timestep_embedder."), 2 * FREQUENCIES, width);
        guidance = config.guidanceEmbeds() ? new Mlp(weights.in("guidance_embedder."), 2 * FREQUENCIES, width) : null;
        text = new Mlp(weights.in("text_embedder."), config.pooledProjectionDim(), width);
    }

    /**
     * @param timesteps 0 to 1000, one a step
     * @param guidanceScale ignored by models without guidance embedding
     * @param pooled {@code [pooledProjectionDim]}, on the CPU
     * @return {@code [steps, width]}
     */
    Tensor apply(float[] timesteps, double guidanceScale, Tensor pooled) {
        Tensor conditioning = timestep.apply(placement.compute(sinusoids(timesteps))); // [steps, width]
        if (guidance != null) {
            float scaled = (float) guidanceScale * 1000;
            conditioning = conditioning.add(
                    guidance.apply(placement.compute(sinusoids(new float[] {scaled})))); // [steps, width]
        }
        return conditioning.add(text.apply(placement.compute(pooled.view(1, -1)))); // [steps, width]
    }

    /** Cosines, then sines, in float32 as the reference computes them: {@code [values, 2 * FREQUENCIES]}. */
    private static Tensor sinusoids(float[] values) {
        float[] embedding = new float[values.length * 2 * FREQUENCIES];
        for (int i = 0; i < values.length; i++) {
            int start = i * 2 * FREQUENCIES;
            float value = values[i];
            fill(embedding, start, value, Math::cos);
            fill(embedding, start + FREQUENCIES, value, Math::sin);
        }
        return Tensors.ofFloats(embedding, values.length, 2 * FREQUENCIES);
    }

    private static void fill(float[] embedding, int start, float value, DoubleUnaryOperator wave) {
        for (int k = 0; k < FREQUENCIES; k++) {
            float frequency = (float) Math.exp((float) -Math.log(LONGEST_PERIOD) * k / FREQUENCIES);
            embedding[start + k] = (float) wave.applyAsDouble(value * frequency);
        }
    }

    @Override
    public void close() {
        timestep.close();
        if (guidance != null) {
            guidance.close();
        }
        text.close();
    }

    /** Two linear layers with a SiLU between (Diffusers' {@code TimestepEmbedding}, {@code PixArtAlphaTextProjection}). */
    private static final class Mlp implements AutoCloseable {
        private final Linear first;
        private final Linear second;

        Mlp(Weights weights, long in, long out) {
            first = Linear.of(weights.in("linear_1."), in, out);
            second = Linear.of(weights.in("linear_2."), out, out);
        }

        Tensor apply(Tensor x) {
            return second.apply(torch.silu(first.apply(x))); // [rows, out]
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }
}
