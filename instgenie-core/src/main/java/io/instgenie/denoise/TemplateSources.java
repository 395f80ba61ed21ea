package io.instgenie.denoise;

import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The templates that a batch draws on, one source for each template and step: edits that share both share what is loaded or computed.
 * Used by one thread.
 */
final class TemplateSources implements AutoCloseable {
    /** Activations by identity: each belongs to one template under one manifest. */
    private record Key(TemplateActivations activations, int step) {}

    private final List<DenoisingJob> jobs;
    private final Map<Key, TemplateSource> sources = new LinkedHashMap<>();

    TemplateSources(FluxTransformer transformer, List<DenoisingJob> jobs, BlockModes modes) {
        this.jobs = jobs;
        for (DenoisingJob job : jobs) {
            DenoisingJob.TemplateUse template = job.template();
            if (template != null) {
                sources.computeIfAbsent(
                        new Key(template.activations(), job.step()),
                        key -> new TemplateSource(
                                transformer, template.trajectory(), key.activations(), key.step(), modes));
            }
        }
    }

    /** What each job borrows in a block, null for a dense one; to be called for each block in turn. */
    List<Attention.@Nullable Borrowed> borrow(int block) {
        Map<TemplateSource, KeyValue> obtained = new IdentityHashMap<>();
        List<Attention.@Nullable Borrowed> borrowed = new ArrayList<>();
        for (DenoisingJob job : jobs) {
            DenoisingJob.TemplateUse template = job.template();
            TemplateSource source = template == null ? null : sources.get(new Key(template.activations(), job.step()));
            borrowed.add(
                    template == null || source == null
                            ? null
                            : new Attention.Borrowed(
                                    obtained.computeIfAbsent(source, s -> s.keyValue(block)), template.unmasked()));
        }
        return borrowed;
    }

    /** Keeps what was recorded; to be called after the last block. */
    void keepRecorded() {
        sources.values().forEach(TemplateSource::finish);
    }

    @Override
    public void close() {
        sources.values().forEach(TemplateSource::close);
    }
}
