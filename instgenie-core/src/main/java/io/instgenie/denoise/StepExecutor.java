package io.instgenie.denoise;

import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Takes a batch of jobs one step further, each from where it stands: rows of all jobs go through the linear layers together, through
 * attention job by job. A template's keys and values are obtained once per block for all its edits at that step. Stateless; one batch at
 * a time per job.
 */
public final class StepExecutor {
    private final FluxTransformer transformer;

    public StepExecutor(FluxTransformer transformer) {
        this.transformer = transformer;
    }

    /** Sees a job's predicted clean latents {@code [tokens, channels]} after each step; they are valid during the call only. */
    @FunctionalInterface
    public interface StepListener {
        /** Sees nothing. */
        StepListener NONE = (job, predicted) -> {};

        void stepped(DenoisingJob job, Tensor predicted);
    }

    /**
     * Runs one step. If it throws, no job has moved.
     *
     * @param modes how blocks get what is kept of templates; steps not kept are computed and then kept
     */
    public void step(List<DenoisingJob> jobs, BlockModes modes, StepListener listener) {
        try (TensorScope scope = TensorScope.open()) {
            Map<TemplateActivations, Map<Integer, TemplateSource>> sources = new IdentityHashMap<>();
            try {
                Tensor velocity = velocity(jobs, sources, modes); // [imageRows, channels]
                keepRecorded(sources);
                int next = 0;
                for (DenoisingJob job : jobs) {
                    Tensor own = velocity.narrow(0, next, job.tokens()); // [tokens, channels]
                    next += job.tokens();
                    Tensor predicted = job.predictClean(own); // [tokens, channels]
                    job.advance(own);
                    listener.stepped(job, predicted);
                }
            } catch (RuntimeException | Error e) {
                sources.values().forEach(steps -> steps.values().forEach(TemplateSource::abandon));
                throw e;
            }
        }
    }

    private Tensor velocity(
            List<DenoisingJob> jobs, Map<TemplateActivations, Map<Integer, TemplateSource>> sources, BlockModes modes) {
        List<@Nullable TemplateSource> sourceOfJob = new ArrayList<>();
        for (DenoisingJob job : jobs) {
            sourceOfJob.add(source(job, sources, modes));
        }
        RowLayout layout = RowLayout.of(
                jobs.stream().mapToInt(DenoisingJob::textTokens).toArray(),
                jobs.stream().mapToInt(DenoisingJob::tokens).toArray());
        Tensor rotary = cat(jobs.stream().map(DenoisingJob::rotary).toList()); // [imageRows, 1, headDim / 2]
        Tensor hidden = embed(jobs); // [rows, width]
        for (int block = 0; block < transformer.blocks().size(); block++) {
            FluxBlock current = transformer.blocks().get(block);
            List<Attention.@Nullable Borrowed> borrowed = borrow(jobs, sourceOfJob, block);
            BlockContext context = new BlockContext(layout, modulations(jobs, block), rotary);
            Projection projection = current.project(hidden, context);
            Tensor attended = Attention.attend(projection, layout, borrowed); // [rows, width]
            current.update(hidden, projection, attended, context);
        }
        List<Conditioning> conditionings =
                jobs.stream().map(DenoisingJob::conditioning).toList();
        return transformer.head(
                hidden,
                layout,
                conditionings,
                jobs.stream().mapToInt(DenoisingJob::step).toArray());
    }

    private @Nullable TemplateSource source(
            DenoisingJob job, Map<TemplateActivations, Map<Integer, TemplateSource>> sources, BlockModes modes) {
        DenoisingJob.TemplateUse template = job.template();
        if (template == null) {
            return null;
        }
        return sources.computeIfAbsent(template.activations(), ignored -> new HashMap<>())
                .computeIfAbsent(
                        job.step(),
                        step -> new TemplateSource(
                                transformer,
                                template.trajectory(),
                                step,
                                template.activations().step(step),
                                modes));
    }

    /** The text rows of all jobs, then their image rows: {@code [rows, width]}. */
    private Tensor embed(List<DenoisingJob> jobs) {
        Tensor image = transformer.embedImage(
                cat(jobs.stream().map(DenoisingJob::input).toList())); // [imageRows, width]
        List<Tensor> parts = new ArrayList<>();
        jobs.forEach(job -> parts.add(job.text()));
        parts.add(image);
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])));
    }

    private static List<Tensor> modulations(List<DenoisingJob> jobs, int block) {
        return jobs.stream()
                .map(job -> job.conditioning().block(block, job.step())) // [chunks, width]
                .toList();
    }

    /** Each job's keys and values from its template; a template's are obtained once. */
    private static List<Attention.@Nullable Borrowed> borrow(
            List<DenoisingJob> jobs, List<@Nullable TemplateSource> sources, int block) {
        Map<TemplateSource, KeyValue> obtained = new IdentityHashMap<>();
        List<Attention.@Nullable Borrowed> borrowed = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            TemplateSource source = sources.get(i);
            borrowed.add(
                    source == null
                            ? null
                            : jobs.get(i).borrow(obtained.computeIfAbsent(source, s -> s.keyValue(block))));
        }
        return borrowed;
    }

    private static void keepRecorded(Map<TemplateActivations, Map<Integer, TemplateSource>> sources) {
        sources.forEach((activations, steps) -> steps.forEach((step, source) -> {
            StepActivations recorded = source.recorded();
            if (recorded != null) {
                activations.put(step, recorded);
            }
        }));
    }

    private static Tensor cat(List<Tensor> parts) {
        return parts.size() == 1 ? parts.get(0) : torch.cat(new TensorVector(parts.toArray(new Tensor[0])));
    }
}
