package io.instgenie.cuda;

import io.instgenie.cache.Reservation;
import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.device.ComputeDevice;
import io.instgenie.denoise.DenoisingJob;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.denoise.StepRecorder;
import io.instgenie.denoise.StepTimes;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.denoise.TemplateTrajectory;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model on a device, without an engine around it: batches of edits, and the latents they end with. */
final class EditRun implements AutoCloseable {
    private final ComputeDevice device;
    private final FluxPipeline pipeline;
    private final EditEncoder edits;
    private final TemplateEncoder templates;

    /** @param device its own from now on */
    EditRun(Path model, ComputeDevice device) {
        this.device = device;
        device.enter();
        pipeline = FluxPipeline.load(model, device.placement(), device.kernels());
        PromptEncoder prompts = new PromptEncoder(pipeline, 1 << 20);
        edits = new EditEncoder(pipeline, prompts);
        templates = new TemplateEncoder(pipeline, prompts);
    }

    /** Latents {@code [tokens, channels]} of each edit of {@code template}, all stepped together. */
    List<float[]> latents(Template template, Precision precision, BlockModes modes, List<EditRequest> requests) {
        CachedTemplate recorded = record(template, precision);
        List<DenoisingJob> jobs = new ArrayList<>();
        try (StepExecutor executor =
                new StepExecutor(device, pipeline.transformer(), ActivationLoader.inMemory(modes), StepTimes.IGNORED)) {
            requests.forEach(request -> jobs.add(job(request, template, recorded)));
            while (!jobs.get(0).isDone()) {
                executor.step(jobs, StepExecutor.StepListener.NONE);
            }
            return jobs.stream().map(job -> Tensors.toFloats(job.latents())).toList();
        } finally {
            jobs.forEach(DenoisingJob::close);
            recorded.free();
        }
    }

    private DenoisingJob job(EditRequest request, Template template, CachedTemplate recorded) {
        EditPlan plan = EditPlan.of(request, Optional.of(template), pipeline);
        EditEncoder.Encoded encoded =
                request.mode() == EditMode.DENSE ? edits.dense(plan) : edits.cached(plan, recorded);
        return encoded.job();
    }

    private CachedTemplate record(Template template, Precision precision) {
        EditPlan plan = EditPlan.of(template, pipeline);
        TemplateTrajectory trajectory =
                templates.encode(template, plan.canvas(), plan.schedule(), plan.guidanceScale());
        FluxConfig config = pipeline.transformer().config();
        ActivationFormat format = new ActivationFormat(
                Kept.BOTH,
                precision,
                trajectory.textTokens(),
                trajectory.tokens(),
                config.numAttentionHeads(),
                config.attentionHeadDim());
        CachedTemplate recorded = CachedTemplate.of(
                pipeline.transformer(),
                trajectory,
                format,
                Reservation.unbounded(),
                device.hostMemory(),
                TemplateStorage.none(format));
        StepRecorder recorder = new StepRecorder(pipeline.transformer());
        while (recorder.recordSome(recorded)) {
            // until nothing is missing
        }
        return recorded;
    }

    @Override
    public void close() {
        pipeline.close();
        device.close();
    }
}
