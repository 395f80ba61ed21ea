package io.instgenie;

import io.instgenie.cost.CostModel;
import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.denoise.PerModel;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.encode.EditPlan;
import io.instgenie.metrics.EditTimes;
import io.instgenie.metrics.EngineListener;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.JobObserver;
import io.instgenie.worker.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes jobs from the worker's hands: progress to listeners, latents to pictures, results to callers. Thread-safe. */
final class EditFinisher implements JobObserver {
    private final IntFunction<EditDecoder> decoders;
    private final ExecutorService decoding;
    private final CostModel costs;
    private final String modelHash;
    private final LongSupplier ticker;
    private final EngineListener listener;
    private final FailureHandler failures;

    /** Hears that what was done for an edit beside its worker failed. */
    @FunctionalInterface
    interface FailureHandler {
        void failed(Submission submission, int worker, Throwable failure);
    }

    /**
     * @param decoders by worker: of its device
     * @param failures ends edits that cannot be decoded, or begins them anew
     */
    EditFinisher(
            IntFunction<EditDecoder> decoders,
            ExecutorService decoding,
            CostModel costs,
            String modelHash,
            LongSupplier ticker,
            EngineListener listener,
            FailureHandler failures) {
        this.failures = failures;
        this.decoders = decoders;
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
                failure -> previewFailed(job, failure),
                preview -> job.promise().progress(new EditProgress(step, steps, Optional.of(preview))));
    }

    /** Without its device the edit itself ends or begins anew, soon. */
    private static void previewFailed(EditJob job, Throwable failure) {
        InstGenieException translated = NativeErrors.translate(failure);
        if (!(translated instanceof DeviceLostException)) {
            job.promise().fail(translated);
        }
    }

    private void failed(EditJob job, Throwable failure) {
        failures.failed(job.submission(), job.worker(), failure);
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
            failed(job, e);
            return;
        }
        CachedTemplate template = job.template();
        PerModel<AutoencoderKl, TemplateStatistics> statistics = template == null ? null : template.decoding();
        if (statistics == null) {
            job.close();
        }
        decode(
                job,
                latents,
                statistics,
                failure -> failed(job, failure),
                image -> complete(job, cached, denoised, image));
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
        job.promise().complete(new EditResult(image, provenance(job, cached, phases, image)));
    }

    /**
     * Decodes beside the worker; the latents are closed in any case.
     *
     * @param statistics the job's own, which is closed when they are no longer needed; null for a whole decode
     */
    private void decode(
            EditJob job,
            EditDecoder.Snapshot latents,
            @Nullable PerModel<AutoencoderKl, TemplateStatistics> statistics,
            Consumer<Throwable> failed,
            Consumer<EditImage> done) {
        try {
            decoding.execute(() -> {
                try {
                    if (!job.promise().isSettled()) {
                        done.accept(picture(job, latents, statistics));
                    }
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                } finally {
                    latents.close();
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

    private EditImage picture(
            EditJob job,
            EditDecoder.Snapshot latents,
            @Nullable PerModel<AutoencoderKl, TemplateStatistics> statistics) {
        long began = ticker.getAsLong();
        EditDecoder decoder = decoders.apply(job.worker());
        EditImage picture = statistics == null
                ? decoder.decode(job.plan(), latents)
                : decoder.decode(job.plan(), latents, statistics);
        costs.observePhase(CostModel.Phase.DECODE, job.size().imageTokens(), (ticker.getAsLong() - began) / 1e9);
        return picture;
    }

    private Provenance provenance(EditJob job, boolean cached, PhaseTimes times, EditImage image) {
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
                ResultNotes.of(plan, image, job.notes()));
    }
}
