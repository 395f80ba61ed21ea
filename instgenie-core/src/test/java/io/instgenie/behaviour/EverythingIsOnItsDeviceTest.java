package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.Reservation;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Guidance;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.StepTimes;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.device.PerModel;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.samplers.Schedule;
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
    private static final Canvas CANVAS = new Canvas(GRID_WIDTH, GRID_HEIGHT, 1);
    private static final Schedule SCHEDULE =
            new FlowMatchEuler(ParityCase.FLUX_FILL.samplerConfig).schedule(2, TOKENS, 1);

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
                executor.step(List.of(dense, cached));
                assertOnDevice(cached.predicted());
            }
            assertOnDevice(dense.latents());
            assertThat(cached.latents().scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        } finally {
            template.free();
        }
    }

    private CachedTemplate template(Precision precision) {
        ActivationFormat format =
                new ActivationFormat(Kept.KEY_VALUES, precision, transformer.blocks(CANVAS, TEXT_TOKENS));
        try (TensorScope scope = TensorScope.open()) {
            int channels = config.outChannels();
            TemplateTrajectory trajectory = new TemplateTrajectory(
                    condition(null),
                    scope.keep(moved(TOKENS, channels)),
                    scope.keep(moved(TOKENS, channels)),
                    scope.keep(moved(TOKENS, config.inChannels() - channels)),
                    SCHEDULE);
            return CachedTemplate.of(
                    PerModel.of(transformer, trajectory),
                    new TemplateActivations(
                            SCHEDULE.steps().size(),
                            format,
                            Reservation.unbounded(),
                            device.hostMemory(),
                            TemplateStorage.none(format)));
        }
    }

    private DenoisingJob job(int tokens, @Nullable CachedTemplate template) {
        try (TensorScope scope = TensorScope.open()) {
            DenoisingJob.@Nullable TemplateUse use = template == null
                    ? null
                    : new DenoisingJob.TemplateUse(template.trajectories().of(transformer), template.activations());
            NoiseSource noise = new NoiseSource(0);
            return new DenoisingJob(
                    new DenoisingJob.Inputs(
                            Guidance.none(condition(
                                    template == null
                                            ? null
                                            : LongStream.range(0, tokens).toArray())),
                            SCHEDULE,
                            scope.keep(moved(tokens, config.outChannels())),
                            scope.keep(moved(tokens, config.inChannels() - config.outChannels())),
                            null,
                            use,
                            true),
                    SCHEDULE.begin(() -> noise.draw(tokens, config.outChannels())),
                    noise);
        }
    }

    private Conditioning condition(long @Nullable [] tokens) {
        return transformer.condition(SCHEDULE.timesteps(), 1, transformer.blankPrompt(TEXT_TOKENS), CANVAS, tokens);
    }

    private Tensor moved(long... shape) {
        return device.placement().move(torch.randn(shape));
    }

    private static void assertOnDevice(Tensor tensor) {
        assertThat(tensor.is_meta()).isTrue();
    }
}
