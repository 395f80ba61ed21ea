package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.plan.BlockMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final List<DenoisingJob> jobs;
    private final PlannedStep plan;
    private final int blocks;
    private final Map<TemplateStep, TemplateSource> sources = new LinkedHashMap<>();

    /** @param plan its own from now on */
    TemplateSources(ComputeDevice device, FluxTransformer transformer, List<DenoisingJob> jobs, PlannedStep plan) {
        this.device = device;
        this.jobs = jobs;
        this.plan = plan;
        this.blocks = transformer.blocks().size();
        for (PlannedStep.Group group : plan.groups()) {
            TemplateStep template = group.template();
            sources.put(
                    template,
                    new TemplateSource(
                            device,
                            transformer,
                            template.trajectory(),
                            template.step(),
                            group.kept(),
                            group.modes(),
                            group.recording()));
        }
    }

    /** The templates at their steps that jobs draw on, each once. */
    static List<TemplateStep> groups(List<DenoisingJob> jobs) {
        Set<TemplateStep> groups = new LinkedHashSet<>();
        for (DenoisingJob job : jobs) {
            TemplateStep template = templateStep(job);
            if (template != null) {
                groups.add(template);
            }
        }
        return List.copyOf(groups);
    }

    private static @Nullable TemplateStep templateStep(DenoisingJob job) {
        DenoisingJob.TemplateUse template = job.template();
        return template == null ? null : new TemplateStep(template.trajectory(), template.activations(), job.step());
    }

    /** What each job borrows in a block, null for a dense one; to be called for each block in turn. */
    List<Attention.@Nullable Borrowed> borrow(int block) {
        Map<TemplateSource, KeyValue> obtained = new IdentityHashMap<>();
        List<Attention.@Nullable Borrowed> borrowed = new ArrayList<>();
        for (DenoisingJob job : jobs) {
            DenoisingJob.TemplateUse template = job.template();
            TemplateSource source = template == null ? null : sources.get(templateStep(job));
            borrowed.add(
                    template == null || source == null
                            ? null
                            : new Attention.Borrowed(
                                    obtained.computeIfAbsent(source, s -> s.keyValue(block)), template.unmasked()));
        }
        return borrowed;
    }

    /** How the groups get a block's keys and values, to be read by people: {@code KV KV COMPUTE}. */
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
        return () -> keyValues(plan.groups().stream()
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
            return keyValues(next);
        };
    }

    private record InMemory(StepActivations kept, List<BlockMode> modes) {}

    private Iterator<Tensor> keyValues(List<InMemory> groups) {
        return IntStream.range(0, blocks)
                .boxed()
                .flatMap(block -> groups.stream()
                        .filter(group -> group.modes().get(block) == BlockMode.KV
                                && group.kept().format().keeps(Section.KEY_VALUES))
                        .map(group -> group.kept().bytes(block, Section.KEY_VALUES)))
                .iterator();
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
