package io.instgenie.benchmarks;

import io.instgenie.cache.Reservation;
import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.activations.Kept;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.StepTimes;
import io.instgenie.activations.TemplateStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Steps of {@link FluxFixture}, dense and cached, all activations in memory. Used by one thread. */
final class StepWorkload implements AutoCloseable {
    private static final int STEPS = 4;

    private final FluxFixture flux;
    private final StepExecutor executor;
    private final CachedTemplate template;
    private final Map<Batch, List<DenoisingJob>> jobs = new HashMap<>();

    /** Jobs that step together, each with {@code ratio} of its tokens masked, or dense. */
    record Batch(double ratio, int jobs) {}

    /** Loads the model from {@code folder} (written if missing) to a device, see {@link Devices}, and records its template. */
    StepWorkload(Path folder, int threads, String device) throws IOException {
        flux = new FluxFixture(folder, threads, STEPS, device);
        executor = new StepExecutor(
                flux.device(), flux.transformer(), ActivationLoader.inMemory(BlockModes.LOAD_ALL), StepTimes.IGNORED);
        template = flux.template(Reservation.unbounded(), TemplateStorage.none(flux.format(Kept.KEY_VALUES)));
        StepRecorder recorder = new StepRecorder(flux.transformer());
        while (recorder.recordSome(template)) {}
    }

    FluxSize size() {
        return flux.size();
    }

    /** Makes the next {@link #step} of {@code batch} ready: what is done here is not to be timed. */
    void prepare(Batch batch) {
        List<DenoisingJob> before = jobs.get(batch);
        if (before == null || before.get(0).isDone()) {
            if (before != null) {
                before.forEach(DenoisingJob::close);
            }
            jobs.put(
                    batch,
                    Stream.generate(() -> flux.job(template, batch.ratio()))
                            .limit(batch.jobs())
                            .toList());
        }
    }

    /** One step of the batch. */
    void step(Batch batch) {
        executor.step(Objects.requireNonNull(jobs.get(batch), "prepare it first"), StepExecutor.StepListener.NONE);
    }

    /** {@link #prepare} and {@link #step}; how long the step took, in milliseconds. */
    double timedStep(Batch batch) {
        prepare(batch);
        long start = System.nanoTime();
        step(batch);
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        jobs.values().forEach(batch -> batch.forEach(DenoisingJob::close));
        template.free();
        executor.close();
        flux.close();
    }
}
