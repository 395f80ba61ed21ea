package io.instgenie.benchmarks;

import io.instgenie.cache.Reservation;
import io.instgenie.denoise.ActivationLoader;
import io.instgenie.denoise.BlockModes;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.Kept;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.StepTimes;
import io.instgenie.denoise.TemplateStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Steps of {@link FluxFixture}, dense and cached, all activations in memory. Used by one thread. */
final class StepWorkload implements AutoCloseable {
    private static final int STEPS = 4;

    private final FluxFixture flux;
    private final StepExecutor executor;
    private final CachedTemplate template;
    private final Map<Double, DenoisingJob> jobs = new HashMap<>();

    /** Loads the model from {@code folder} (written if missing) to a device, see {@link Devices}, and records its template. */
    StepWorkload(Path folder, int threads, String device) throws IOException {
        flux = new FluxFixture(folder, threads, STEPS, Devices.of(device));
        executor = new StepExecutor(
                flux.device(), flux.transformer(), ActivationLoader.inMemory(BlockModes.LOAD_ALL), StepTimes.IGNORED);
        template = flux.template(Reservation.unbounded(), TemplateStorage.none(FluxFixture.format(Kept.KEY_VALUES)));
        StepRecorder recorder = new StepRecorder(flux.transformer());
        while (recorder.recordSome(template)) {}
    }

    /** Makes the next {@link #step} of {@code ratio} ready: what is done here is not to be timed. */
    void prepare(double ratio) {
        DenoisingJob job = jobs.get(ratio);
        if (job == null || job.isDone()) {
            if (job != null) {
                job.close();
            }
            jobs.put(ratio, flux.job(template, ratio));
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

    @Override
    public void close() {
        jobs.values().forEach(DenoisingJob::close);
        template.free();
        executor.close();
        flux.close();
    }
}
