package io.instgenie.denoise;

import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.TensorScope;
import io.instgenie.trace.BlockEvent;
import io.instgenie.trace.StepEvent;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Takes a batch of jobs one step further, each from where it stands: rows of all jobs go through the linear layers together, through
 * attention job by job. A template's keys and values are obtained once per block for all its edits at that step. Used by one thread; a
 * job must not be in two batches at a time.
 */
public final class StepExecutor implements AutoCloseable {
    private final ComputeDevice device;
    private final FluxTransformer transformer;
    private final ActivationLoader loader;
    private final StepTimes times;

    /** One on the CPU that tells nobody of its times. */
    public StepExecutor(FluxTransformer transformer, ActivationLoader loader) {
        this(new CpuDevice(), transformer, loader, StepTimes.IGNORED);
    }

    /**
     * One on a device.
     *
     * @param device that the transformer is on
     * @param loader its own from now on
     */
    public StepExecutor(ComputeDevice device, FluxTransformer transformer, ActivationLoader loader, StepTimes times) {
        this.device = device;
        this.transformer = transformer;
        this.loader = loader;
        this.times = times;
    }

    /** To be called on the thread that steps before its first step. */
    public void enterDevice() {
        device.enter();
    }

    /** Sees each job after its step; {@link DenoisingJob#predicted} is there during the call only. */
    @FunctionalInterface
    public interface StepListener {
        /** Sees nothing. */
        StepListener NONE = job -> {};

        void stepped(DenoisingJob job);
    }

    /**
     * Runs one step. If the denoiser throws, no job has moved and nothing is kept. A template's steps that are not kept are computed,
     * and then kept if there is room.
     */
    public void step(List<DenoisingJob> jobs, StepListener listener) {
        long began = System.nanoTime();
        int blocks = transformer.blocks().size();
        List<StepShape.Job> shapes = jobs.stream().map(DenoisingJob::shape).toList();
        PlannedStep plan = loader.begin(blocks, shapes, TemplateSources.groups(jobs));
        try (TensorScope scope = TensorScope.open();
                TemplateSources sources = new TemplateSources(device, transformer, jobs, plan)) {
            boolean allGoOn = jobs.stream().allMatch(job -> job.step() + 1 < job.steps());
            if (allGoOn) {
                loader.foresee(blocks, shapes, plan);
            }
            device.transfers().foresee(sources.keptInMemory());
            StepEvent event = new StepEvent();
            event.begin();
            BlockClock clock = new BlockClock(blocks);
            Tensor velocity = velocity(jobs, sources, clock); // [imageRows, channels]
            if (allGoOn) {
                device.transfers().foresee(sources.keptInMemoryOfNextStep());
            }
            long enqueued = System.nanoTime();
            device.synchronize();
            clock.spread(System.nanoTime() - enqueued);
            sources.keepRecorded();
            event.end(jobs.size(), shapes.stream().mapToInt(StepShape.Job::rows).sum());
            int next = 0;
            for (DenoisingJob job : jobs) {
                Tensor own = velocity.narrow(0, next, job.tokens()); // [tokens, channels]
                next += job.tokens();
                job.advance(own, () -> listener.stepped(job));
            }
            times.stepped(
                    jobs.size(),
                    new StepShape(blocks, shapes, List.of()).work(),
                    clock.seconds,
                    (System.nanoTime() - began - clock.nanos) / 1e9);
        }
    }

    /** What the blocks of a step took. */
    private static final class BlockClock {
        private final double[] seconds;
        private long nanos;

        BlockClock(int blocks) {
            seconds = new double[blocks];
        }

        void ended(int block, long blockNanos, long waitedNanos, boolean onlyLoaded) {
            nanos += blockNanos;
            seconds[block] = onlyLoaded ? (blockNanos - waitedNanos) / 1e9 : Double.NaN;
        }

        /** Where blocks are only enqueued, what they take shows at the end of all. */
        void spread(long waitedNanos) {
            nanos += waitedNanos;
            for (int block = 0; block < seconds.length; block++) {
                seconds[block] += waitedNanos / 1e9 / seconds.length;
            }
        }
    }

    private Tensor velocity(List<DenoisingJob> jobs, TemplateSources sources, BlockClock clock) {
        RowLayout layout = RowLayout.of(
                jobs.stream().mapToInt(DenoisingJob::textTokens).toArray(),
                jobs.stream().mapToInt(DenoisingJob::tokens).toArray());
        Tensor rotary = cat(jobs.stream().map(DenoisingJob::rotary).toList()); // [imageRows, 1, headDim / 2]
        Tensor hidden = embed(jobs); // [rows, width]
        int last = transformer.blocks().size() - 1;
        for (int block = 0; block <= last; block++) {
            // The head reads image rows alone: text goes no further than the last block.
            RowLayout onward = block < last ? layout : layout.withoutText();
            long start = System.nanoTime();
            BlockEvent event = new BlockEvent();
            event.begin();
            // Blocks work in place: each scope's memory is the next one's, still warm.
            try (TensorScope scope = TensorScope.open()) {
                FluxBlock current = transformer.blocks().get(block);
                BlockContext context = new BlockContext(layout, onward, modulations(jobs, block), rotary);
                Projection projection = current.project(hidden, context);
                Tensor attended =
                        transformer.kernels().attend(projection, context, sources.borrow(block)); // [onward, width]
                current.update(hidden, projection, attended, context);
            }
            int ended = block;
            event.end(block, () -> sources.modes(ended));
            clock.ended(block, System.nanoTime() - start, sources.waitedNanos(), sources.isOnlyLoaded(block));
            sources.release();
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

    /** Ends the loader. */
    @Override
    public void close() {
        loader.close();
    }
}
