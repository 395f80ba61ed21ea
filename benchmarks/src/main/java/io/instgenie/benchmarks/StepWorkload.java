package io.instgenie.benchmarks;

import io.instgenie.cache.Reservation;
import io.instgenie.denoise.ActivationFormat;
import io.instgenie.denoise.ActivationLoader;
import io.instgenie.denoise.BlockModes;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Kept;
import io.instgenie.denoise.Precision;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.TemplateStorage;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import io.instgenie.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Steps of {@link RandomFlux}, dense and cached, to be timed: latents only, no text encoder, no autoencoder. Used by one thread. */
final class StepWorkload implements AutoCloseable {
    /** The mask ratio that stands for a dense step. */
    static final double DENSE = -1;

    private static final int STEPS = 4;
    private static final float[] SIGMAS = {1f, 0.75f, 0.5f, 0.25f, 0f};
    private static final float[] TIMESTEPS = {1000f, 750f, 500f, 250f};
    private static final double GUIDANCE = 3.5;

    private final FluxTransformer transformer;
    private final StepExecutor executor;
    private final CachedTemplate template;
    private final Map<Double, DenoisingJob> jobs = new HashMap<>();

    /** Loads the model from {@code folder} (written if missing) and records its template. */
    StepWorkload(Path folder, int threads) throws IOException {
        TorchRuntime.useThreads(threads);
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(RandomFlux.write(folder))) {
            transformer = new FluxTransformer(RandomFlux.CONFIG, weights);
            executor = new StepExecutor(transformer, ActivationLoader.inMemory(BlockModes.LOAD_ALL));
            TemplateTrajectory trajectory = new TemplateTrajectory(
                    scope.keep(text()),
                    transformer.condition(TIMESTEPS, GUIDANCE, pooled()),
                    scope.keep(transformer.rotary(RandomFlux.GRID, RandomFlux.GRID)),
                    scope.keep(tokens(imageTokens())),
                    scope.keep(tokens(imageTokens())),
                    null,
                    SIGMAS);
            ActivationFormat format = new ActivationFormat(
                    Kept.KEY_VALUES,
                    Precision.FLOAT32,
                    RandomFlux.TEXT_TOKENS,
                    imageTokens(),
                    RandomFlux.CONFIG.numAttentionHeads(),
                    RandomFlux.CONFIG.attentionHeadDim());
            template = CachedTemplate.of(
                    trajectory,
                    transformer.blocks().size(),
                    format,
                    Reservation.unbounded(),
                    TemplateStorage.none(format));
        }
        StepRecorder recorder = new StepRecorder(transformer);
        while (recorder.recordSome(template)) {}
    }

    static int imageTokens() {
        return RandomFlux.GRID * RandomFlux.GRID;
    }

    /** The share of a dense step's arithmetic that a cached step has to do: (mN + T) / (N + T). */
    static double flopShare(double ratio) {
        long masked = maskedTokens(ratio);
        return (double) (masked + RandomFlux.TEXT_TOKENS) / (imageTokens() + RandomFlux.TEXT_TOKENS);
    }

    static long maskedTokens(double ratio) {
        return ratio == DENSE ? imageTokens() : Math.round(ratio * imageTokens());
    }

    /** Makes the next {@link #step} of {@code ratio} ready: what is done here is not to be timed. */
    void prepare(double ratio) {
        DenoisingJob job = jobs.get(ratio);
        if (job == null || job.step() == STEPS) {
            if (job != null) {
                job.close();
            }
            jobs.put(ratio, job(ratio));
        }
    }

    /** One step of a job with {@code ratio} of its tokens masked, or of a dense one. */
    void step(double ratio) {
        executor.step(List.of(jobs.get(ratio)), StepExecutor.StepListener.NONE);
    }

    /** {@link #prepare} and {@link #step}; how long the step took, in milliseconds. */
    double timedStep(double ratio) {
        prepare(ratio);
        long start = System.nanoTime();
        step(ratio);
        return (System.nanoTime() - start) / 1e6;
    }

    private DenoisingJob job(double ratio) {
        try (TensorScope scope = TensorScope.open()) {
            long masked = maskedTokens(ratio);
            Tensor rows = Tensors.ofLongs(LongStream.range(0, masked).toArray(), masked); // [masked]
            Tensor others = Tensors.ofLongs(
                    LongStream.range(masked, imageTokens()).toArray(), imageTokens() - masked); // [tokens - masked]
            DenoisingJob.@Nullable TemplateUse use = ratio == DENSE
                    ? null
                    : new DenoisingJob.TemplateUse(template.trajectory(), template.activations(), scope.keep(others));
            return new DenoisingJob(new DenoisingJob.Inputs(
                    scope.keep(text()),
                    transformer.condition(TIMESTEPS, GUIDANCE, pooled()),
                    scope.keep(template.trajectory().rotary().index_select(0, rows)),
                    scope.keep(tokens(masked)),
                    null,
                    SIGMAS,
                    null,
                    use));
        }
    }

    private Tensor text() {
        return transformer.embedText(torch.randn(RandomFlux.TEXT_TOKENS, RandomFlux.CONFIG.jointAttentionDim()));
    }

    private static Tensor pooled() {
        return torch.randn(RandomFlux.CONFIG.pooledProjectionDim());
    }

    private static Tensor tokens(long tokens) {
        return torch.randn(tokens, RandomFlux.CONFIG.inChannels());
    }

    @Override
    public void close() {
        jobs.values().forEach(DenoisingJob::close);
        template.free();
        transformer.close();
    }
}
