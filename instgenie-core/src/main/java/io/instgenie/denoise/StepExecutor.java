package io.instgenie.denoise;

import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.PlannedStep;
import io.instgenie.cost.BlockWork;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Pass;
import io.instgenie.tensor.TensorScope;
import io.instgenie.trace.BlockEvent;
import io.instgenie.trace.StepEvent;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Takes a batch of jobs one step further, each from where it stands: all their lanes pass through the denoiser's blocks together. A
 * template's share is obtained once per block for all its edits at that step. Used by one thread; a job must not be in two batches at a
 * time.
 */
public final class StepExecutor implements AutoCloseable {
    private final ComputeDevice device;
    private final Denoiser denoiser;
    private final int blocks;
    private final ActivationLoader loader;
    private final StepTimes times;
    private final StepRecorder recorder;

    /** One on the CPU that tells nobody of its times. */
    public StepExecutor(Denoiser denoiser, ActivationLoader loader) {
        this(new CpuDevice(), denoiser, loader, StepTimes.IGNORED);
    }

    /**
     * One on a device.
     *
     * @param device that the denoiser is on
     * @param loader its own from now on
     */
    public StepExecutor(ComputeDevice device, Denoiser denoiser, ActivationLoader loader, StepTimes times) {
        this.device = device;
        this.denoiser = denoiser;
        this.blocks = denoiser.blockCount();
        this.loader = loader;
        this.times = times;
        this.recorder = new StepRecorder(denoiser);
    }

    /** Records the next steps of a template ahead of its edits; see {@link StepRecorder#recordSome}. */
    public boolean recordSome(CachedTemplate template) {
        return recorder.recordSome(template);
    }

    /** To be called on the thread that steps before its first step. */
    public void enterDevice() {
        device.enter();
    }

    /**
     * Takes one step. If the denoiser throws, no job has moved and nothing is kept. A template's steps that are not kept are computed,
     * and then kept if there is room.
     */
    public void step(List<DenoisingJob> jobs) {
        long began = System.nanoTime();
        List<BlockWork> work = work(jobs);
        PlannedStep plan = loader.begin(work, TemplateSources.groups(jobs));
        try (TensorScope scope = TensorScope.open();
                TemplateSources sources = new TemplateSources(device, denoiser, jobs, plan)) {
            boolean allGoOn = jobs.stream().allMatch(job -> job.step() + 1 < job.steps());
            if (allGoOn) {
                loader.foresee(work, plan);
            }
            device.transfers().foresee(sources.keptInMemory());
            StepEvent event = new StepEvent();
            event.begin();
            BlockClock clock = new BlockClock(blocks);
            Tensor outputs = run(jobs, sources, clock); // [lanes' tokens, channels]
            if (allGoOn) {
                device.transfers().foresee(sources.keptInMemoryOfNextStep());
            }
            long enqueued = System.nanoTime();
            device.synchronize();
            clock.spread(System.nanoTime() - enqueued);
            sources.keepRecorded();
            event.end(jobs.size(), (int) work.get(0).rows());
            advance(jobs, outputs);
            times.stepped(jobs.size(), work, clock.seconds(), (System.nanoTime() - began - clock.nanos()) / 1e9);
        }
    }

    private List<BlockWork> work(List<DenoisingJob> jobs) {
        List<BlockWork> work = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            BlockWork ofBlock = BlockWork.NONE;
            for (DenoisingJob job : jobs) {
                ofBlock = ofBlock.plus(job.work(block));
            }
            work.add(ofBlock);
        }
        return work;
    }

    private Tensor run(List<DenoisingJob> jobs, TemplateSources sources, BlockClock clock) {
        List<Lane> lanes = new ArrayList<>();
        jobs.forEach(job -> lanes.addAll(job.enter()));
        try (Pass pass = denoiser.enter(lanes)) {
            pass.begin();
            for (int block = 0; block < blocks; block++) {
                long start = System.nanoTime();
                BlockEvent event = new BlockEvent();
                event.begin();
                // Blocks work in place: each scope's memory is the next one's, still warm.
                try (TensorScope scope = TensorScope.open()) {
                    pass.run(block, sources.lender(block), Keeper.NOTHING);
                    sources.follow(block);
                }
                int ended = block;
                event.end(block, () -> sources.modes(ended));
                clock.ended(block, System.nanoTime() - start, sources.waitedNanos(), sources.isOnlyLoaded(block));
                sources.release();
            }
            return pass.output();
        }
    }

    private static void advance(List<DenoisingJob> jobs, Tensor outputs) {
        int next = 0;
        for (DenoisingJob job : jobs) {
            int rows = job.lanes() * job.tokens();
            job.advance(outputs.narrow(0, next, rows)); // [lanes * tokens, channels]
            next += rows;
        }
    }

    /** Ends the loader. */
    @Override
    public void close() {
        loader.close();
    }
}
