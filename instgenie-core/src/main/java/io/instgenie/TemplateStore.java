package io.instgenie;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.CacheStatistics;
import io.instgenie.cache.DiskTier;
import io.instgenie.cache.HostTier;
import io.instgenie.cache.Lease;
import io.instgenie.cache.ReadAhead;
import io.instgenie.cache.Reservation;
import io.instgenie.cache.TinyLfuCacheManager;
import io.instgenie.denoise.CachedTemplate;
import io.instgenie.device.HostMemory;
import io.instgenie.device.PerModel;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import io.instgenie.encode.EditPlan;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.encode.TemplateManifest;
import io.instgenie.encode.TemplateOrigin;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.trace.EvictEvent;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The templates an engine knows, and the activations it keeps of them, in memory and on disk. Thread-safe. */
final class TemplateStore implements AutoCloseable {
    private record Registered(Template template, String contentHash) {}

    private final Map<String, Registered> templates = new ConcurrentHashMap<>();
    private final HostTier<TemplateManifest, CachedTemplate> memory;
    private final @Nullable DiskTier disk;
    private final @Nullable ReadAhead readAhead;
    private final CacheOptions options;
    private final EngineModels models;
    private final Pipeline pipeline;
    private final HostMemory hostMemory;
    private final Executor committing;
    private final boolean maskedDecode;

    /**
     * @param loading what steps load from
     * @param committing runs what makes files that are complete safe and known
     * @param maskedDecode whether to keep what decoding only around a mask needs
     */
    TemplateStore(
            EngineModels models, CacheOptions options, Loading loading, Executor committing, boolean maskedDecode) {
        this.models = models;
        this.pipeline = models.any().pipeline();
        this.hostMemory = models.any().device().hostMemory();
        this.options = options;
        this.disk = loading.disk();
        this.readAhead = loading.readAhead();
        this.committing = committing;
        this.maskedDecode = maskedDecode;
        this.memory = new HostTier<>(new TinyLfuCacheManager<>(options.hostBytes()), TemplateStore::letGo);
    }

    private static void letGo(TemplateManifest manifest, Lease<CachedTemplate> evicted) {
        EvictEvent event = new EvictEvent();
        event.begin();
        evicted.close();
        event.end(manifest.hash(), evicted.value().bytes());
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

    /** Whether memory keeps all steps of a plan's template and schedule, or there is a file of it. */
    boolean isKept(EditPlan plan) {
        TemplateManifest manifest = manifest(plan);
        return memory.has(manifest, template -> template.activations().isComplete())
                || (disk != null && disk.has(manifest.hash()));
    }

    /**
     * What is kept for a plan's template and schedule; if nothing is, a trajectory to record on the way.
     *
     * @param model encodes the template if need be
     */
    Lease<CachedTemplate> acquire(EditPlan plan, DeviceModel model) {
        TemplateManifest manifest = manifest(plan);
        return memory.acquire(manifest, reservation -> make(plan, manifest, reservation, model));
    }

    /** Has the begin of what files keep for a plan read while its edit waits, if memory keeps nothing of it. */
    void readAhead(EditPlan plan, BooleanSupplier unwanted) {
        if (readAhead != null) {
            TemplateManifest manifest = manifest(plan);
            if (!memory.has(manifest)) {
                readAhead.begin(manifest.hash(), unwanted);
            }
        }
    }

    private CachedTemplate make(EditPlan plan, TemplateManifest manifest, Reservation reservation, DeviceModel model) {
        Template template = plan.template().orElseThrow();
        TemplateOrigin origin = origin(template, plan.canvas(), manifest, model.templates());
        ActivationFormat inMemory = new ActivationFormat(
                Kept.KEY_VALUES,
                options.hostPrecision(),
                pipeline.denoiser().blocks(plan.canvas(), origin.textTokens()));
        CachedTemplate made = CachedTemplate.of(
                new PerModel<>(denoiser -> models.of(denoiser)
                        .templates()
                        .trajectory(template.seed(), origin, plan.canvas(), plan.schedule(), plan.guidanceScale())),
                new TemplateActivations(
                        plan.schedule().steps().size(),
                        inMemory,
                        reservation,
                        hostMemory,
                        storage(plan, manifest, origin, inMemory)));
        return maskedDecode ? decodedAroundMasks(made, plan, origin, reservation, model) : made;
    }

    /** From the template's file, or else from the encoders. */
    private TemplateOrigin origin(
            Template template, Canvas canvas, TemplateManifest manifest, TemplateEncoder encoder) {
        return Optional.ofNullable(disk)
                .flatMap(tier -> TemplateStorage.origin(tier, manifest.hash()))
                .map(TemplateOrigin::of)
                .orElseGet(() -> encoder.origin(template, canvas));
    }

    /** Where there is no room for what that needs, edits are decoded whole. */
    private CachedTemplate decodedAroundMasks(
            CachedTemplate made, EditPlan plan, TemplateOrigin origin, Reservation reservation, DeviceModel model) {
        PerModel<AutoencoderKl, TemplateStatistics> statistics =
                new PerModel<>(vae -> models.of(vae).templates().statistics(origin, plan.canvas()));
        long bytes;
        try {
            bytes = statistics.of(model.pipeline().autoencoder()).bytes();
        } catch (RuntimeException | Error e) {
            made.free();
            throw e;
        }
        if (!reservation.take(bytes)) {
            statistics.close();
            return made;
        }
        return made.decodedBy(statistics, bytes);
    }

    private TemplateStorage storage(
            EditPlan plan, TemplateManifest manifest, TemplateOrigin origin, ActivationFormat inMemory) {
        if (disk == null) {
            return TemplateStorage.none(inMemory);
        }
        ActivationFormat stored = inMemory.keeping(options.stored()).in(options.diskPrecision());
        Template template = plan.template().orElseThrow();
        Map<String, String> fields = Map.of(
                "model", pipeline.spec().modelHash(),
                "template", template.id(),
                "prompt", template.prompt(),
                "seed", Long.toString(template.seed()),
                "size", plan.canvas().width() + "x" + plan.canvas().height(),
                "steps", Integer.toString(plan.schedule().steps().size()),
                "guidance", Double.toString(plan.guidanceScale()));
        return TemplateStorage.open(
                disk,
                manifest.hash(),
                fields,
                origin.toBytes(),
                stored,
                plan.schedule().steps().size(),
                committing);
    }

    void pin(String id) {
        memory.pin(ownManifest(id));
    }

    void unpin(String id) {
        memory.unpin(ownManifest(id));
    }

    void evict(String id) {
        memory.evict(ownManifest(id));
    }

    CacheStatistics statistics() {
        return memory.statistics();
    }

    /** Of a template under its own schedule. */
    private TemplateManifest ownManifest(String id) {
        return manifest(EditPlan.of(get(id), pipeline.spec()));
    }

    /** The bytes of what is kept of all templates in memory. */
    long bytes() {
        return memory.bytes();
    }

    private TemplateManifest manifest(EditPlan plan) {
        Template template = plan.template().orElseThrow();
        Registered registered = templates.get(template.id());
        String contentHash = registered != null && registered.template() == template
                ? registered.contentHash()
                : TemplateManifest.contentHash(template);
        PipelineSpec spec = pipeline.spec();
        return TemplateManifest.of(
                spec.modelHash(), contentHash, plan.schedule(), spec.templateGuidance(plan.guidanceScale()));
    }

    @Override
    public void close() {
        memory.close();
    }
}
