package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.instgenie.denoise.StepTimes;
import io.instgenie.denoise.TemplateStorage;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.model.transformers.FluxConfig;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TensorScope;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps run on another device than the CPU without a tensor of the one meeting a tensor of the other. What they compute is not looked at:
 * {@link MetaDevice} has shapes only, and for few operators.
 */
class EverythingIsOnItsDeviceTest {
    private static final int GRID_HEIGHT = 3;
    private static final int GRID_WIDTH = 4;
    private static final int TOKENS = GRID_HEIGHT * GRID_WIDTH;
    private static final int TEXT_TOKENS = 5;
    private static final float[] SIGMAS = {1, 0.5f, 0};
    private static final float[] TIMESTEPS = {1000, 500};

    private final MetaDevice device = new MetaDevice();
    private final FluxTransformer transformer = ParityCase.FLUX_FILL.transformer(device.placement(), device.kernels());
    private final FluxConfig config = transformer.config();

    @AfterEach
    void close() {
        transformer.close();
    }

    @ParameterizedTest
    @EnumSource(names = "INT8", mode = EnumSource.Mode.EXCLUDE) // takes operators that the device has not
    void stepsOfABatch(Precision precision) {
        CachedTemplate template = template(precision);
        StepRecorder recorder = new StepRecorder(transformer);
        while (recorder.recordSome(template)) {
            // until nothing is missing
        }
        try (StepExecutor executor = new StepExecutor(
                        device, transformer, ActivationLoader.inMemory(BlockModes.LOAD_ALL), StepTimes.IGNORED);
                DenoisingJob dense = job(TOKENS, null);
                DenoisingJob cached = job(4, template)) {
            while (!cached.isDone()) {
                executor.step(List.of(dense, cached), job -> assertOnDevice(job.predicted()));
            }
            assertOnDevice(dense.latents());
            assertThat(cached.latents().scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        } finally {
            template.free();
        }
    }

    private CachedTemplate template(Precision precision) {
        ActivationFormat format = new ActivationFormat(
                Kept.KEY_VALUES, precision, TEXT_TOKENS, TOKENS, config.numAttentionHeads(), config.attentionHeadDim());
        try (TensorScope scope = TensorScope.open()) {
            int channels = config.outChannels();
            TemplateTrajectory trajectory = new TemplateTrajectory(
                    scope.keep(text()),
                    transformer.condition(TIMESTEPS, 1, pooled()),
                    scope.keep(transformer.rotary(GRID_HEIGHT, GRID_WIDTH)),
                    scope.keep(moved(TOKENS, channels)),
                    scope.keep(moved(TOKENS, channels)),
                    scope.keep(moved(TOKENS, config.inChannels() - channels)),
                    SIGMAS);
            return CachedTemplate.of(
                    transformer,
                    trajectory,
                    format,
                    Reservation.unbounded(),
                    device.hostMemory(),
                    TemplateStorage.none(format));
        }
    }

    private DenoisingJob job(int tokens, @Nullable CachedTemplate template) {
        try (TensorScope scope = TensorScope.open()) {
            long[] others = LongStream.range(tokens, TOKENS).toArray();
            DenoisingJob.@Nullable TemplateUse use = template == null
                    ? null
                    : new DenoisingJob.TemplateUse(
                            template.trajectories().of(transformer),
                            template.activations(),
                            scope.keep(device.placement().indices(others)));
            return new DenoisingJob(new DenoisingJob.Inputs(
                    scope.keep(text()),
                    transformer.condition(TIMESTEPS, 1, pooled()),
                    scope.keep(transformer.rotary(1, tokens)),
                    scope.keep(moved(tokens, config.outChannels())),
                    scope.keep(moved(tokens, config.inChannels() - config.outChannels())),
                    SIGMAS,
                    null,
                    use));
        }
    }

    private Tensor text() {
        return transformer.embedText(torch.randn(TEXT_TOKENS, config.jointAttentionDim()));
    }

    private Tensor pooled() {
        return torch.randn(config.pooledProjectionDim());
    }

    private Tensor moved(long... shape) {
        return device.placement().move(torch.randn(shape));
    }

    private static void assertOnDevice(Tensor tensor) {
        assertThat(tensor.is_meta()).isTrue();
    }
}
