package io.instgenie.denoise;

import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Takes a batch of jobs one step further, each from where it stands: rows of all jobs go through the linear layers together, through
 * attention job by job. A template's keys and values are obtained once per block for all its edits at that step. Stateless; a job must
 * not be in two batches at a time.
 */
public final class StepExecutor {
    private final FluxTransformer transformer;

    public StepExecutor(FluxTransformer transformer) {
        this.transformer = transformer;
    }

    /** Sees each job after its step; {@link DenoisingJob#predicted} is there during the call only. */
    @FunctionalInterface
    public interface StepListener {
        /** Sees nothing. */
        StepListener NONE = job -> {};

        void stepped(DenoisingJob job);
    }

    /**
     * Runs one step. If the denoiser throws, no job has moved and nothing is kept.
     *
     * @param modes how blocks get what is kept of templates; steps not kept are computed and then kept
     */
    public void step(List<DenoisingJob> jobs, BlockModes modes, StepListener listener) {
        try (TensorScope scope = TensorScope.open();
                TemplateSources sources = new TemplateSources(transformer, jobs, modes)) {
            Tensor velocity = velocity(jobs, sources); // [imageRows, channels]
            sources.keepRecorded();
            int next = 0;
            for (DenoisingJob job : jobs) {
                Tensor own = velocity.narrow(0, next, job.tokens()); // [tokens, channels]
                next += job.tokens();
                job.advance(own, () -> listener.stepped(job));
            }
        }
    }

    private Tensor velocity(List<DenoisingJob> jobs, TemplateSources sources) {
        RowLayout layout = RowLayout.of(
                jobs.stream().mapToInt(DenoisingJob::textTokens).toArray(),
                jobs.stream().mapToInt(DenoisingJob::tokens).toArray());
        Tensor rotary = cat(jobs.stream().map(DenoisingJob::rotary).toList()); // [imageRows, 1, headDim / 2]
        Tensor hidden = embed(jobs); // [rows, width]
        for (int block = 0; block < transformer.blocks().size(); block++) {
            // Blocks work in place: each scope's memory is the next one's, still warm.
            try (TensorScope scope = TensorScope.open()) {
                FluxBlock current = transformer.blocks().get(block);
                BlockContext context = new BlockContext(layout, modulations(jobs, block), rotary);
                Projection projection = current.project(hidden, context);
                Tensor attended = Attention.attend(projection, layout, sources.borrow(block)); // [rows, width]
                current.update(hidden, projection, attended, context);
            }
        }
        List<Conditioning> conditionings =
                jobs.stream().map(DenoisingJob::conditioning).toList();
        int[] steps = jobs.stream().mapToInt(DenoisingJob::step).toArray();
        return transformer.head(hidden, layout, conditionings, steps); // [imageRows, channels]
    }

    /** The text rows of all jobs, then their image rows: {@code [rows, width]}. */
    private Tensor embed(List<DenoisingJob> jobs) {
        Tensor image = transformer.embedImage(
                cat(jobs.stream().map(DenoisingJob::input).toList())); // [imageRows, width]
        List<Tensor> parts = new ArrayList<>();
        jobs.forEach(job -> parts.add(job.text()));
        parts.add(image);
        return cat(parts);
    }

    private static List<Tensor> modulations(List<DenoisingJob> jobs, int block) {
        return jobs.stream()
                .map(job -> job.conditioning().block(block, job.step())) // [chunks, width]
                .toList();
    }

    private static Tensor cat(List<Tensor> parts) {
        return parts.size() == 1 ? parts.get(0) : torch.cat(new TensorVector(parts.toArray(new Tensor[0])));
    }
}
