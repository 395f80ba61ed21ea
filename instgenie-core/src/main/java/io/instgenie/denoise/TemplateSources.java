package io.instgenie.denoise;

import io.instgenie.activations.PlannedStep;
import io.instgenie.activations.StepActivations;
import io.instgenie.activations.TemplateStep;
import io.instgenie.device.ComputeDevice;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Lender;
import io.instgenie.plan.BlockMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a batch draws on, one source for each template and step: edits that share both share what is loaded or computed.
 * Used by one thread.
 */
final class TemplateSources implements AutoCloseable {
    private final ComputeDevice device;
    private final PlannedStep plan;
    private final int blocks;
    private final Map<TemplateStep, TemplateSource> sources = new LinkedHashMap<>();
    private final List<@Nullable TemplateSource> ofLanes = new ArrayList<>();

    /** @param plan its own from now on */
    TemplateSources(ComputeDevice device, Denoiser denoiser, List<DenoisingJob> jobs, PlannedStep plan) {
        this.device = device;
        this.plan = plan;
        this.blocks = denoiser.blockCount();
        Map<TemplateStep, TemplateTrajectory> trajectories = trajectories(jobs);
        for (PlannedStep.Group group : plan.groups()) {
            TemplateStep template = group.template();
            TemplateTrajectory trajectory = trajectories.get(template);
            if (trajectory == null) {
                throw new IllegalStateException("the plan is of other jobs");
            }
            sources.put(
                    template,
                    new TemplateSource(device, denoiser.enter(List.of(trajectory.lane(template.step()))), group));
        }
        for (DenoisingJob job : jobs) {
            DenoisingJob.TemplateUse template = job.template();
            TemplateSource source = template == null ? null : sources.get(templateStep(job, template));
            ofLanes.addAll(Collections.nCopies(job.lanes(), source));
        }
    }

    /** The templates at their steps that jobs draw on, each once. */
    static List<TemplateStep> groups(List<DenoisingJob> jobs) {
        return List.copyOf(trajectories(jobs).keySet());
    }

    private static Map<TemplateStep, TemplateTrajectory> trajectories(List<DenoisingJob> jobs) {
        Map<TemplateStep, TemplateTrajectory> trajectories = new LinkedHashMap<>();
        for (DenoisingJob job : jobs) {
            DenoisingJob.TemplateUse template = job.template();
            if (template != null) {
                trajectories.putIfAbsent(templateStep(job, template), template.trajectory());
            }
        }
        return trajectories;
    }

    private static TemplateStep templateStep(DenoisingJob job, DenoisingJob.TemplateUse template) {
        return new TemplateStep(template.activations(), job.step());
    }

    /** What each lane borrows in a block, none for a dense job's; to be made for each block in turn. */
    Lender lender(int block) {
        return lane -> {
            TemplateSource source = ofLanes.get(lane);
            return source == null ? null : source.share(block);
        };
    }

    /** Has templates' own rows pass a block too of which edits read nothing; to be called when the edits' rows have. */
    void follow(int block) {
        sources.values().forEach(source -> source.share(block));
    }

    /** How the groups get a block's share, to be read by people: {@code KV KV COMPUTE}. */
    String modes(int block) {
        return plan.groups().stream()
                .map(group -> group.modes().isEmpty()
                        ? "RECORD"
                        : group.modes().get(block).name())
                .collect(Collectors.joining(" "));
    }

    /** Whether a block computes nothing for templates. */
    boolean isOnlyLoaded(int block) {
        return plan.groups().stream()
                .allMatch(group -> !group.modes().isEmpty() && group.modes().get(block) == BlockMode.KV);
    }

    /** How long the block at hand waited for its load. */
    long waitedNanos() {
        return plan.loads() == null ? 0 : plan.loads().waitedNanos();
    }

    /** What blocks will bring from host memory, in their order. */
    Iterable<Tensor> keptInMemory() {
        return () -> lent(plan.groups().stream()
                .filter(group -> group.kept() instanceof StepActivations)
                .map(group -> new InMemory((StepActivations) group.kept(), group.modes()))
                .toList());
    }

    /** What the next step's blocks will bring from host memory if they load it all. */
    Iterable<Tensor> keptInMemoryOfNextStep() {
        return () -> {
            List<InMemory> next = new ArrayList<>();
            for (TemplateStep template : plan.next()) {
                StepActivations kept = template.activations().step(template.step());
                if (kept != null) {
                    next.add(new InMemory(kept, Collections.nCopies(blocks, BlockMode.KV)));
                }
            }
            return lent(next);
        };
    }

    private record InMemory(StepActivations kept, List<BlockMode> modes) {}

    private Iterator<Tensor> lent(List<InMemory> groups) {
        return IntStream.range(0, blocks)
                .boxed()
                .flatMap(block -> groups.stream()
                        .filter(group -> group.modes().get(block) == BlockMode.KV)
                        .flatMap(group -> lent(group.kept(), block).stream()))
                .iterator();
    }

    private static Optional<Tensor> lent(StepActivations kept, int block) {
        return kept.format()
                .lends(block)
                .filter(section -> kept.format().keeps(block, section))
                .map(section -> kept.bytes(block, section));
    }

    /** To be called after each block: what was loaded for it is no longer needed. */
    void release() {
        device.transfers().release();
        plan.release();
    }

    /** Keeps what was recorded; to be called after the last block. */
    void keepRecorded() {
        sources.values().forEach(TemplateSource::finish);
    }

    @Override
    public void close() {
        sources.values().forEach(TemplateSource::close);
        plan.close();
    }
}
