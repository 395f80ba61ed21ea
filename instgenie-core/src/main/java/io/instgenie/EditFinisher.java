package io.instgenie;

import io.instgenie.cost.CostModel;
import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.encode.EditPlan;
import io.instgenie.metrics.EditTimes;
import io.instgenie.metrics.EngineListener;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.JobObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes jobs from the worker's hands: progress to listeners, latents to pictures, results to callers. Thread-safe. */
final class EditFinisher implements JobObserver {
    private final EditDecoder decoder;
    private final ExecutorService decoding;
    private final CostModel costs;
    private final String modelHash;
    private final LongSupplier ticker;
    private final EngineListener listener;

    EditFinisher(
            EditDecoder decoder,
            ExecutorService decoding,
            CostModel costs,
            String modelHash,
            LongSupplier ticker,
            EngineListener listener) {
        this.decoder = decoder;
        this.decoding = decoding;
        this.costs = costs;
        this.modelHash = modelHash;
        this.ticker = ticker;
        this.listener = listener;
    }

    @Override
    public void stepped(EditJob job) {
        DenoisingJob denoising = job.denoising();
        int step = denoising.step();
        int steps = denoising.steps();
        if (!job.plan().request().previews()) {
            job.promise().progress(new EditProgress(step, steps, Optional.empty()));
            return;
        }
        decode(
                job,
                EditDecoder.capturePredicted(job.plan(), denoising),
                null,
                preview -> job.promise().progress(new EditProgress(step, steps, Optional.of(preview))));
    }

    @Override
    public void denoised(EditJob job) {
        long denoised = ticker.getAsLong();
        boolean cached = job.denoising().template() != null;
        EditDecoder.Snapshot latents;
        try {
            latents = EditDecoder.capture(job.plan(), job.denoising());
        } catch (RuntimeException | Error e) {
            job.close();
            job.promise().fail(NativeErrors.translate(e));
            return;
        }
        CachedTemplate template = job.template();
        TemplateStatistics statistics = template == null ? null : template.decoding();
        if (statistics == null) {
            job.close();
        }
        decode(job, latents, statistics, image -> complete(job, cached, denoised, image));
    }

    private void complete(EditJob job, boolean cached, long denoised, EditImage image) {
        long decoded = ticker.getAsLong();
        EditTimes times = new EditTimes(
                job.queueNanos(),
                job.encodeNanos(),
                denoised - job.firstStepNanos(),
                decoded - denoised,
                decoded - job.submission().submittedNanos());
        if (!job.promise().isSettled()) {
            listener.timed(times);
        }
        PhaseTimes phases = new PhaseTimes(
                Duration.ofNanos(times.queue()),
                Duration.ofNanos(times.encode()),
                Duration.ofNanos(times.denoise()),
                Duration.ofNanos(times.decode()));
        job.promise().complete(new EditResult(image, provenance(job, cached, phases)));
    }

    /**
     * Decodes beside the worker; the latents are closed in any case.
     *
     * @param statistics the job's own, which is closed when they are no longer needed; null for a whole decode
     */
    private void decode(
            EditJob job,
            EditDecoder.Snapshot latents,
            @Nullable TemplateStatistics statistics,
            Consumer<EditImage> done) {
        try {
            decoding.execute(() -> {
                try {
                    if (job.promise().isSettled()) {
                        latents.close();
                    } else {
                        done.accept(picture(job, latents, statistics));
                    }
                } catch (RuntimeException | Error e) {
                    job.promise().fail(NativeErrors.translate(e));
                } finally {
                    if (statistics != null) {
                        job.close();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            latents.close();
            if (statistics != null) {
                job.close();
            }
            job.promise().fail(new WorkerLostException("the engine was closed before the work was done", e));
        }
    }

    private EditImage picture(EditJob job, EditDecoder.Snapshot latents, @Nullable TemplateStatistics statistics) {
        long began = ticker.getAsLong();
        EditImage picture = statistics == null
                ? decoder.decode(job.plan(), latents)
                : decoder.decode(job.plan(), latents, statistics);
        costs.observePhase(CostModel.Phase.DECODE, job.size().imageTokens(), (ticker.getAsLong() - began) / 1e9);
        return picture;
    }

    private Provenance provenance(EditJob job, boolean cached, PhaseTimes times) {
        EditPlan plan = job.plan();
        return new Provenance(
                plan.request().seed(),
                plan.schedule().steps(),
                cached ? EditMode.CACHED : EditMode.DENSE,
                plan.mask().ratio(),
                plan.tokens().count(),
                plan.canvas().tokens(),
                job.cacheHits(),
                job.cacheMisses(),
                times,
                modelHash,
                job.notes());
    }
}
