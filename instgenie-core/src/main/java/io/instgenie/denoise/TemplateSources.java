package io.instgenie.denoise;

import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.plan.BlockMode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a batch draws on, one source for each template and step: edits that share both share what is loaded or computed.
 * Used by one thread.
 */
final class TemplateSources implements AutoCloseable {
    private final List<DenoisingJob> jobs;
    private final PlannedStep plan;
    private final Map<TemplateStep, TemplateSource> sources = new LinkedHashMap<>();

    /** @param plan its own from now on */
    TemplateSources(FluxTransformer transformer, List<DenoisingJob> jobs, PlannedStep plan) {
        this.jobs = jobs;
        this.plan = plan;
        for (PlannedStep.Group group : plan.groups()) {
            TemplateStep template = group.template();
            sources.put(
                    template,
                    new TemplateSource(
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

    /** To be called after each block: what was loaded for it is no longer needed. */
    void release() {
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
