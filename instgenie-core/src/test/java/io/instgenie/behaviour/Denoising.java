package io.instgenie.behaviour;

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
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.PerModel;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.encode.TemplateOrigin;
import io.instgenie.model.Pipeline;
import io.instgenie.parity.ParityCase;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model's denoising without an engine around it, on the caller's thread. */
final class Denoising implements AutoCloseable {
    private final Pipeline pipeline;
    private final EditEncoder edits;
    private final TemplateEncoder templates;
    private final StepRecorder recorder;
    private final Deque<CachedTemplate> cached = new ArrayDeque<>();

    /** A model on one thread: it is too small for two to be worth their waiting for each other. */
    Denoising(ParityCase parity) {
        this(parity, 1);
    }

    Denoising(ParityCase parity, int threads) {
        this(FluxPipeline.load(parity.path("model")), threads);
    }

    /** @param pipeline its own from now on */
    Denoising(Pipeline pipeline, int threads) {
        TorchRuntime.useThreads(threads);
        this.pipeline = pipeline;
        PromptEncoder prompts = new PromptEncoder(pipeline.prompts(), 1 << 20);
        edits = new EditEncoder(pipeline, prompts);
        templates = new TemplateEncoder(pipeline, prompts);
        recorder = new StepRecorder(pipeline.denoiser());
    }

    /** A template of which nothing is recorded yet; closed with this. */
    CachedTemplate template(Template template, Kept kept) {
        EditPlan plan = EditPlan.of(template, pipeline.spec());
        TemplateOrigin origin = templates.origin(template, plan.canvas());
        ActivationFormat format = new ActivationFormat(
                kept, Precision.FLOAT32, pipeline.denoiser().blocks(plan.canvas(), origin.textTokens()));
        CachedTemplate made = CachedTemplate.of(
                new PerModel<>(denoiser -> templates.trajectory(
                        template.seed(), origin, plan.canvas(), plan.schedule(), plan.guidanceScale())),
                new TemplateActivations(
                        plan.schedule().steps().size(),
                        format,
                        Reservation.unbounded(),
                        new CpuDevice().hostMemory(),
                        TemplateStorage.none(format)));
        cached.push(made);
        return made;
    }

    void record(CachedTemplate template) {
        while (recorder.recordSome(template)) {
            // until nothing is missing
        }
    }

    /** A dense edit of the template if the request says so, else one that borrows from {@code recorded}; to be closed. */
    DenoisingJob job(EditRequest request, Template template, @Nullable CachedTemplate recorded) {
        EditPlan plan = EditPlan.of(request, Optional.of(template), pipeline.spec());
        return recorded == null || request.mode() == EditMode.DENSE
                ? edits.dense(plan).job()
                : edits.cached(plan, recorded).job();
    }

    void step(List<DenoisingJob> jobs, BlockModes modes) {
        new StepExecutor(pipeline.denoiser(), ActivationLoader.inMemory(modes)).step(jobs);
    }

    /** Runs a job alone to its end and closes it: its latents, {@code [tokens, channels]}. */
    float[] latents(DenoisingJob job, BlockModes modes) {
        try (job) {
            while (!job.isDone()) {
                step(List.of(job), modes);
            }
            return Tensors.toFloats(job.latents());
        }
    }

    @Override
    public void close() {
        cached.forEach(CachedTemplate::free);
        pipeline.close();
    }
}
