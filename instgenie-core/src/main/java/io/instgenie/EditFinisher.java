package io.instgenie;

import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import io.instgenie.encode.EditPlan;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.worker.EditJob;
import io.instgenie.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes jobs from the worker's hands: progress to listeners, latents to pictures, results to callers. Thread-safe. */
final class EditFinisher implements Worker.JobObserver {
    private final EditDecoder decoder;
    private final ExecutorService decoding;
    private final String modelHash;

    EditFinisher(EditDecoder decoder, ExecutorService decoding, String modelHash) {
        this.decoder = decoder;
        this.decoding = decoding;
        this.modelHash = modelHash;
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
        long denoised = System.nanoTime() - job.firstStepNanos();
        EditDecoder.Snapshot latents = EditDecoder.capture(job.plan(), job.denoising());
        CachedTemplate template = job.template();
        TemplateStatistics statistics = template == null ? null : template.decoding();
        if (statistics == null) {
            job.close();
        }
        long handedOff = System.nanoTime();
        decode(job, latents, statistics, image -> {
            PhaseTimes times = new PhaseTimes(
                    job.queueTime(),
                    job.encodeTime(),
                    Duration.ofNanos(denoised),
                    Duration.ofNanos(System.nanoTime() - handedOff));
            job.promise().complete(new EditResult(image, provenance(job, template != null, times)));
        });
    }

    /** @param statistics the job's own, which is closed when they are no longer needed; null for a whole decode */
    private void decode(
            EditJob job,
            EditDecoder.Snapshot latents,
            @Nullable TemplateStatistics statistics,
            Consumer<EditImage> done) {
        decoding.execute(() -> {
            try {
                if (job.promise().isSettled()) {
                    latents.close();
                    if (statistics != null) {
                        job.close();
                    }
                } else {
                    done.accept(picture(job, latents, statistics));
                }
            } catch (RuntimeException | Error e) {
                job.promise().fail(NativeErrors.translate(e));
            }
        });
    }

    private EditImage picture(EditJob job, EditDecoder.Snapshot latents, @Nullable TemplateStatistics statistics) {
        if (statistics == null) {
            return decoder.decode(job.plan(), latents);
        }
        try (job) { // holds the template until it is decoded
            return decoder.decode(job.plan(), latents, statistics);
        }
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
