package io.instgenie.benchmarks;

import io.instgenie.cache.Reservation;
import io.instgenie.activations.ActivationFormat;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.device.ComputeDevice;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import io.instgenie.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
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
    private static final float TIMESTEP = 1000;

    private final ComputeDevice device;
    private final FluxSize size;
    private final FluxTransformer transformer;
    private final float[] sigmas;

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
        sigmas = new float[steps + 1];
        for (int step = 0; step < steps; step++) {
            sigmas[step] = 1 - step / (float) steps;
        }
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

    int steps() {
        return sigmas.length - 1;
    }

    FluxSize size() {
        return size;
    }

    /** In the number type that the device computes in. */
    ActivationFormat format(Kept kept) {
        return new ActivationFormat(
                kept,
                device.placement().type() == ScalarType.Float ? Precision.FLOAT32 : Precision.BFLOAT16,
                size.textTokens(),
                size.imageTokens(),
                size.config().numAttentionHeads(),
                size.config().attentionHeadDim());
    }

    /** A template of which nothing is recorded yet, kept in memory as far as {@code reservation} has room; to be freed. */
    CachedTemplate template(Reservation reservation, TemplateStorage storage) {
        try (TensorScope scope = TensorScope.open()) {
            TemplateTrajectory trajectory = new TemplateTrajectory(
                    scope.keep(text()),
                    transformer.condition(timesteps(), GUIDANCE, pooled()),
                    scope.keep(transformer.rotary(size.grid(), size.grid())),
                    scope.keep(tokens(size.imageTokens())),
                    scope.keep(tokens(size.imageTokens())),
                    null,
                    sigmas);
            return CachedTemplate.of(
                    transformer, trajectory, format(Kept.KEY_VALUES), reservation, device.hostMemory(), storage);
        }
    }

    private float[] timesteps() {
        float[] timesteps = new float[steps()];
        for (int step = 0; step < timesteps.length; step++) {
            timesteps[step] = TIMESTEP * sigmas[step];
        }
        return timesteps;
    }

    /** A job with {@code ratio} of its tokens masked, or a dense one; to be closed. */
    DenoisingJob job(CachedTemplate template, double ratio) {
        try (TensorScope scope = TensorScope.open()) {
            long masked = size.maskedTokens(ratio);
            Tensor rows = device.placement()
                    .move(Tensors.ofLongs(LongStream.range(0, masked).toArray(), masked)); // [masked]
            Tensor others = device.placement()
                    .indices(LongStream.range(masked, size.imageTokens()).toArray()); // [tokens - masked]
            TemplateTrajectory trajectory = template.trajectories().of(transformer);
            DenoisingJob.@Nullable TemplateUse use = ratio == DENSE
                    ? null
                    : new DenoisingJob.TemplateUse(trajectory, template.activations(), scope.keep(others));
            return new DenoisingJob(new DenoisingJob.Inputs(
                    scope.keep(text()),
                    transformer.condition(timesteps(), GUIDANCE, pooled()),
                    scope.keep(trajectory.rotary().index_select(0, rows)),
                    scope.keep(tokens(masked)),
                    null,
                    sigmas,
                    null,
                    use));
        }
    }

    private Tensor text() {
        return transformer.embedText(
                torch.randn(size.textTokens(), size.config().jointAttentionDim()));
    }

    private Tensor pooled() {
        return torch.randn(size.config().pooledProjectionDim());
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
