package io.instgenie.engine;

import io.instgenie.cost.CostModel;
import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.device.PerModel;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.encode.EditPlan;
import io.instgenie.metrics.EditTimes;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.worker.EditJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From denoised jobs to results, and from jobs under way to previews, on a thread of its own. Thread-safe. */
public final class DecodeStage {
    private final EngineModels models;
    private final ExecutorService executor;
    private final CostModel costs;
    private final LongSupplier ticker;
    private final UnaryOperator<EditImage> filter;

    /**
     * @param ticker nanoseconds
     * @param filter of finished pictures
     */
    public DecodeStage(
            EngineModels models,
            ExecutorService executor,
            CostModel costs,
            LongSupplier ticker,
            UnaryOperator<EditImage> filter) {
        this.models = models;
        this.executor = executor;
        this.costs = costs;
        this.ticker = ticker;
        this.filter = filter;
    }

    /** Hears what became of a picture, on the stage's thread; neither is called where nobody waits for it any more. */
    interface Outcome<T> {
        void done(T result);

        void failed(Throwable failure);
    }

    /** A result, and where its time went. */
    record Finished(EditResult result, EditTimes times) {}

    /** Decodes the clean latents that a job's last step pointed to. */
    void preview(EditJob job, Outcome<EditImage> outcome) {
        decode(job, EditDecoder.capturePredicted(job.plan(), job.denoising()), null, outcome);
    }

    /** Decodes a denoised job, which is closed in any case. */
    void finish(EditJob job, Outcome<Finished> outcome) {
        long denoised = ticker.getAsLong();
        boolean cached = job.denoising().template() != null;
        EditDecoder.Snapshot latents;
        try {
            latents = EditDecoder.capture(job.plan(), job.denoising());
        } catch (RuntimeException | Error e) {
            job.close();
            outcome.failed(e);
            return;
        }
        CachedTemplate template = job.template();
        PerModel<AutoencoderKl, TemplateStatistics> statistics = template == null ? null : template.decoding();
        if (statistics == null) {
            job.close();
        }
        decode(job, latents, statistics, new Outcome<>() {
            @Override
            public void done(EditImage image) {
                outcome.done(finished(job, cached, denoised, filtered(image)));
            }

            @Override
            public void failed(Throwable failure) {
                outcome.failed(failure);
            }
        });
    }

    /**
     * Decodes; the latents are closed in any case.
     *
     * @param statistics the job's own, which is closed when they are no longer needed; null for a whole decode
     */
    private void decode(
            EditJob job,
            EditDecoder.Snapshot latents,
            @Nullable PerModel<AutoencoderKl, TemplateStatistics> statistics,
            Outcome<EditImage> outcome) {
        try {
            executor.execute(() -> {
                try {
                    if (!job.promise().isSettled()) {
                        outcome.done(picture(job, latents, statistics));
                    }
                } catch (RuntimeException | Error e) {
                    outcome.failed(e);
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
        EditDecoder decoder = models.of(job.worker()).decoder();
        EditImage picture = statistics == null
                ? decoder.decode(job.plan(), latents)
                : decoder.decode(job.plan(), latents, statistics);
        costs.observePhase(CostModel.Phase.DECODE, job.size().imageTokens(), (ticker.getAsLong() - began) / 1e9);
        return picture;
    }

    private EditImage filtered(EditImage image) {
        @Nullable EditImage filtered = filter.apply(image); // a host's, which null analysis may not have seen
        if (filtered == null || filtered.width() != image.width() || filtered.height() != image.height()) {
            throw new InvalidRequestException("resultFilter gave " + filtered + " for " + image
                    + "; it must give a picture of the same size, or throw");
        }
        return filtered;
    }

    private Finished finished(EditJob job, boolean cached, long denoised, EditImage image) {
        long decoded = ticker.getAsLong();
        EditTimes times = new EditTimes(
                job.queueNanos(),
                job.encodeNanos(),
                denoised - job.firstStepNanos(),
                decoded - denoised,
                decoded - job.submission().arrival().submittedNanos());
        PhaseTimes phases = new PhaseTimes(
                Duration.ofNanos(times.queue()),
                Duration.ofNanos(times.encode()),
                Duration.ofNanos(times.denoise()),
                Duration.ofNanos(times.decode()));
        return new Finished(new EditResult(image, provenance(job, cached, phases, image)), times);
    }

    private Provenance provenance(EditJob job, boolean cached, PhaseTimes times, EditImage image) {
        EditPlan plan = job.plan();
        PipelineSpec spec = models.any().pipeline().spec();
        return new Provenance(
                plan.request().seed(),
                plan.schedule().steps().size(),
                cached ? EditMode.CACHED : EditMode.DENSE,
                plan.mask().ratio(),
                plan.tokens().count(),
                plan.canvas().tokens(),
                job.cacheHits(),
                job.cacheMisses(),
                times,
                spec.modelHash(),
                ResultNotes.of(
                        plan,
                        image,
                        Stream.of(
                                        plan.notes(spec),
                                        models.of(job.worker()).decoder().notes(plan),
                                        job.notes())
                                .flatMap(List::stream)
                                .toList()));
    }
}
