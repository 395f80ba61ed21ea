package io.instgenie;

import io.instgenie.cache.HostTier;
import io.instgenie.cache.Lease;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.encode.TemplateManifest;
import io.instgenie.pretrained.FluxPipeline;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The templates an engine knows, and the activations it keeps of them. Thread-safe. */
final class TemplateStore implements AutoCloseable {
    private record Registered(Template template, String contentHash) {}

    private final Map<String, Registered> templates = new ConcurrentHashMap<>();
    private final HostTier<TemplateManifest, CachedTemplate> tier;
    private final TemplateEncoder encoder;
    private final FluxPipeline pipeline;

    TemplateStore(FluxPipeline pipeline, TemplateEncoder encoder, long hostCacheBytes) {
        this.pipeline = pipeline;
        this.encoder = encoder;
        this.tier = new HostTier<>(hostCacheBytes);
    }

    /** Makes a template known; one of the same id is replaced for later edits. */
    void put(Template template) {
        templates.put(template.id(), new Registered(template, TemplateManifest.contentHash(template)));
    }

    void remove(String id) {
        templates.remove(id);
    }

    Template get(String id) {
        return registered(id).template();
    }

    private Registered registered(String id) {
        Registered registered = templates.get(id);
        if (registered == null) {
            throw new InvalidRequestException(
                    "no template is registered as \"" + id + "\"; registered are " + new TreeSet<>(templates.keySet()));
        }
        return registered;
    }

    /** What is kept for a plan's template and schedule, if anything is. */
    Optional<Lease<CachedTemplate>> find(EditPlan plan) {
        return tier.find(manifest(plan));
    }

    /** What is kept for a plan's template and schedule; if nothing is, a trajectory to record on the way. */
    Lease<CachedTemplate> acquire(EditPlan plan) {
        return tier.acquire(
                manifest(plan),
                reservation -> CachedTemplate.of(
                        encoder.encode(
                                plan.template().orElseThrow(), plan.canvas(), plan.schedule(), plan.guidanceScale()),
                        pipeline.transformer().blocks().size(),
                        pipeline.transformer().config().width(),
                        reservation));
    }

    /** The bytes of what is kept of all templates. */
    long bytes() {
        return tier.bytes();
    }

    private TemplateManifest manifest(EditPlan plan) {
        Template template = plan.template().orElseThrow();
        Registered registered = templates.get(template.id());
        String contentHash = registered != null && registered.template() == template
                ? registered.contentHash()
                : TemplateManifest.contentHash(template);
        return TemplateManifest.of(
                pipeline.description().modelHash(), contentHash, plan.schedule(), plan.guidanceScale());
    }

    @Override
    public void close() {
        tier.close();
    }
}
