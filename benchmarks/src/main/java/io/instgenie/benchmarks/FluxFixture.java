package io.instgenie.benchmarks;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.Reservation;
import io.instgenie.cost.BlockShape;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Guidance;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.PerModel;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import io.instgenie.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** {@link RandomFlux}, a template of noise for it, and jobs that edit it: latents only, no text encoder, no autoencoder. Used by one thread. */
final class FluxFixture implements AutoCloseable {
    /** The mask ratio that stands for a dense job. */
    static final double DENSE = -1;

    private static final double GUIDANCE = 3.5;

    private final ComputeDevice device;
    private final FluxSize size;
    private final FluxTransformer transformer;
    private final Schedule schedule;

    /**
     * Loads the model from {@code folder}, written if missing: as large as keeps the device busy.
     *
     * @param deviceName see {@link Devices}
     */
    FluxFixture(Path folder, int threads, int steps, String deviceName) throws IOException {
        device = Devices.of(deviceName);
        size = FluxSize.of(deviceName);
        device.enter();
        TorchRuntime.useThreads(threads);
        schedule = new FlowMatchEuler(new FlowMatchEulerConfig(1000, 1, false, 0.5, 1.15, 256, 4096))
                .schedule(steps, size.imageTokens(), 1);
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(RandomFlux.write(folder, size), device.placement())) {
            transformer = new FluxTransformer(size.config(), weights, device.kernels());
        }
    }

    ComputeDevice device() {
        return device;
    }

    FluxTransformer transformer() {
        return transformer;
    }

    Schedule schedule() {
        return schedule;
    }

    int steps() {
        return schedule.steps().size();
    }

    FluxSize size() {
        return size;
    }

    /** In the number type that the device computes in. */
    ActivationFormat format(Kept kept) {
        return new ActivationFormat(
                kept, device.placement().type() == ScalarType.Float ? Precision.FLOAT32 : Precision.BFLOAT16, blocks());
    }

    /** For the fixture's pictures and prompts. */
    List<BlockShape> blocks() {
        return transformer.blocks(canvas(), size.textTokens());
    }

    private Canvas canvas() {
        return new Canvas(size.grid(), size.grid(), 1);
    }

    /** A template of which nothing is recorded yet, kept in memory as far as {@code reservation} has room; to be freed. */
    CachedTemplate template(Reservation reservation, TemplateStorage storage) {
        try (TensorScope scope = TensorScope.open()) {
            TemplateTrajectory trajectory = new TemplateTrajectory(
                    condition(null),
                    scope.keep(tokens(size.imageTokens())),
                    scope.keep(tokens(size.imageTokens())),
                    null,
                    schedule);
            return CachedTemplate.of(
                    PerModel.of(transformer, trajectory),
                    new TemplateActivations(
                            steps(), format(Kept.KEY_VALUES), reservation, device.hostMemory(), storage));
        }
    }

    private Conditioning condition(long @Nullable [] tokens) {
        return transformer.condition(schedule.timesteps(), GUIDANCE, prompt(), canvas(), tokens);
    }

    private PromptEmbedding prompt() {
        return new PromptEmbedding(
                Tensors.toFloats(torch.randn(size.textTokens(), size.config().jointAttentionDim())),
                size.textTokens(),
                Tensors.toFloats(torch.randn(size.config().pooledProjectionDim())),
                List.of());
    }

    /** A job with {@code ratio} of its tokens masked, or a dense one; to be closed. */
    DenoisingJob job(CachedTemplate template, double ratio) {
        try (TensorScope scope = TensorScope.open()) {
            long masked = size.maskedTokens(ratio);
            boolean dense = ratio == DENSE;
            NoiseSource noise = new NoiseSource(0);
            return new DenoisingJob(
                    new DenoisingJob.Inputs(
                            Guidance.none(condition(
                                    dense ? null : LongStream.range(0, masked).toArray())),
                            schedule,
                            scope.keep(tokens(masked)),
                            null,
                            null,
                            dense
                                    ? null
                                    : new DenoisingJob.TemplateUse(
                                            template.trajectories().of(transformer), template.activations()),
                            false),
                    schedule.begin(() -> noise.draw(masked, size.config().outChannels())),
                    noise);
        }
    }

    private Tensor tokens(long tokens) {
        return device.placement().move(torch.randn(tokens, size.config().inChannels()));
    }

    @Override
    public void close() {
        transformer.close();
        device.close();
    }
}
