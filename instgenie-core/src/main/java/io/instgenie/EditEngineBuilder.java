package io.instgenie;

import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.TinyLfuCacheManager;
import io.instgenie.cost.StepCost;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.HostMemory;
import io.instgenie.edit.EditImage;
import io.instgenie.engine.CacheOptions;
import io.instgenie.engine.EngineModels;
import io.instgenie.engine.EngineOptions;
import io.instgenie.engine.EngineParts;
import io.instgenie.engine.MemoryOptions;
import io.instgenie.engine.TierOptions;
import io.instgenie.engine.VaeTiling;
import io.instgenie.metrics.EngineListener;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.pretrained.PretrainedModel;
import io.instgenie.pretrained.PretrainedModels;
import io.instgenie.routing.Router;
import io.instgenie.routing.RouterKind;
import io.instgenie.tensor.HostFolders;
import io.instgenie.tensor.TorchRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects an engine's options; not thread-safe. Values are checked by {@link #build}. */
public final class EditEngineBuilder {
    private final @Nullable Path modelFolder;
    private Optional<String> variant = Optional.empty();
    private @Nullable String sampler;
    private @Nullable Path cacheFolder;
    private int threads = EngineOptions.DEFAULTS.threads();
    private long hostCacheBytes = CacheOptions.DEFAULTS.hostBytes();
    private Precision hostCachePrecision = CacheOptions.DEFAULTS.hostPrecision();
    private @Nullable Path diskCacheFolder;
    private long diskCacheBytes;
    private LongFunction<? extends CacheManager> hostCacheManager = TinyLfuCacheManager::new;
    private LongFunction<? extends CacheManager> diskCacheManager = TinyLfuCacheManager::new;
    private Precision diskCachePrecision = CacheOptions.DEFAULTS.diskPrecision();
    private Kept diskCacheKeeps = CacheOptions.DEFAULTS.stored();
    private BlockPlanner blockPlanner = CacheOptions.DEFAULTS.planner();
    private Duration loadTimeout = CacheOptions.DEFAULTS.loadTimeout();
    private long promptCacheBytes = EngineOptions.DEFAULTS.promptCacheBytes();
    private int maxBatchSize = EngineOptions.DEFAULTS.maxBatchSize();
    private int maxPendingEdits = EngineOptions.DEFAULTS.maxPendingEdits();
    private double cachedBelow = EngineOptions.DEFAULTS.cachedBelow();
    private int workers = EngineOptions.DEFAULTS.workers();
    private OptionalLong maxPendingBytes = MemoryOptions.DEFAULTS.maxPendingBytes();
    private VaeTiling vaeTiling = MemoryOptions.DEFAULTS.vaeTiling();
    private Duration stallTimeout = EngineOptions.DEFAULTS.stallTimeout();
    private Function<Supplier<StepCost>, Router> router = RouterKind.MASK_AWARE::create;
    private StepScheduler stepScheduler = StepSchedulerKind.CONTINUOUS.create();
    private final List<EngineListener> listeners = new ArrayList<>();
    private UnaryOperator<EditImage> resultFilter = UnaryOperator.identity();
    private List<ComputeDevice> devices = List.of(new CpuDevice());
    private boolean maskedDecode = EngineOptions.DEFAULTS.maskedDecode();

    EditEngineBuilder(@Nullable Path modelFolder) {
        this.modelFolder = modelFolder;
    }

    /**
     * Which of a folder's weights are read, as Diffusers' {@code variant}: {@code "fp16"} reads {@code model.fp16.safetensors} and its like.
     * A component without that variant has its plain weights read. Default: the plain weights, or the one variant in fp16 or bf16 where a
     * component has nothing else. Of several files with weights, the one that Diffusers or Transformers reads is read; the log tells the
     * others.
     */
    public EditEngineBuilder variant(String variant) {
        this.variant = Optional.of(variant);
        return this;
    }

    /**
     * The sampler of requests that name none, by the name of Diffusers' class, e.g. {@code "DPMSolverMultistepScheduler"}, with the settings of
     * the folder's own; default the folder's own. {@link #build} refuses one that the model cannot be sampled by, and tells which it can.
     */
    public EditEngineBuilder sampler(String className) {
        this.sampler = className;
        return this;
    }

    /**
     * Where what the library unpacks is kept: the embedded model if it lies in a jar, and the native libraries unless the process has loaded
     * them or the system property {@code org.bytedeco.javacpp.cachedir} says where. Made if missing. Default: {@link
     * #defaultCacheFolder()} for the model, {@code .javacpp} in the user's home for the libraries.
     */
    public EditEngineBuilder cacheFolder(Path folder) {
        this.cacheFolder = folder;
        return this;
    }

    /** Threads of the step loops, all workers together, 1 to 1024; default: one per processor. */
    public EditEngineBuilder threads(int threads) {
        this.threads = threads;
        return this;
    }

    /**
     * Workers of each {@linkplain #devices device}, 1 to 64 in all; default 1. Each steps its own edits and has its share of the {@linkplain
     * #threads threads}. More than one pays on a CPU where edits are small: their products then keep all threads busy, which one worker's
     * do not. Other devices have one.
     */
    public EditEngineBuilder workers(int workers) {
        this.workers = workers;
        return this;
    }

    /**
     * What the engine computes on, one or more, alike in speed; default the CPU. Each has the whole model and workers of its own; the router
     * chooses among all of them, and what is kept of templates is kept once for all. If one is lost, its edits begin anew on the others.
     * Devices other than the CPU are made by their own modules ({@code CudaWorkerDevice} of instgenie-cuda), several of them together, and
     * are the engine's own from {@link #build} on.
     */
    public EditEngineBuilder devices(ComputeDevice... devices) {
        return devices(List.of(devices));
    }

    /** {@link #devices(ComputeDevice...)}. */
    public EditEngineBuilder devices(List<? extends ComputeDevice> devices) {
        this.devices = List.copyOf(devices);
        return this;
    }

    /** Bound on templates' activations in host memory, 0 or more bytes; default 2 GiB. What finds no room is computed at every edit. */
    public EditEngineBuilder hostCacheBytes(long bytes) {
        this.hostCacheBytes = bytes;
        return this;
    }

    /** Number type of what host memory keeps; default float32, which changes no picture. */
    public EditEngineBuilder hostCachePrecision(Precision precision) {
        this.hostCachePrecision = precision;
        return this;
    }

    /**
     * A cache manager of one's own, which chooses what leaves host memory when its room is needed; templates that are {@linkplain
     * EditEngine#pin pinned} stay in any case. Where it throws or chooses nonsense, the template that was used least recently leaves.
     * Default: {@link TinyLfuCacheManager}, which keeps what is used often and lately.
     *
     * @param manager makes one for a bound in bytes, see {@link #hostCacheBytes}; asked once by {@link #build}
     */
    public EditEngineBuilder hostCacheManager(LongFunction<? extends CacheManager> manager) {
        this.hostCacheManager = manager;
        return this;
    }

    /**
     * Keeps activations in files too, which outlive the engine and may be shared by several. What host memory has no room for is loaded from
     * them while blocks compute. Starting such an engine measures the machine for some seconds, once. Default: no files.
     *
     * @param folder made if it is missing, readable by its owner only
     * @param maxBytes 0 or more
     */
    public EditEngineBuilder diskCache(Path folder, long maxBytes) {
        this.diskCacheFolder = folder;
        this.diskCacheBytes = maxBytes;
        return this;
    }

    /**
     * A cache manager of one's own for files, as {@link #hostCacheManager} is for memory. It decides about files that other processes write to
     * the folder too.
     */
    public EditEngineBuilder diskCacheManager(LongFunction<? extends CacheManager> manager) {
        this.diskCacheManager = manager;
        return this;
    }

    /** Number type of what files keep; default float32, which changes no picture. */
    public EditEngineBuilder diskCachePrecision(Precision precision) {
        this.diskCachePrecision = precision;
        return this;
    }

    /** What files keep; default keys and values. With hidden states too, more can be computed where loading is slow. */
    public EditEngineBuilder diskCacheKeeps(Kept kept) {
        this.diskCacheKeeps = kept;
        return this;
    }

    /** Chooses, block by block, what is loaded from files and what is computed; default: the optimum. */
    public EditEngineBuilder blockPlanner(BlockPlanner planner) {
        this.blockPlanner = planner;
        return this;
    }

    /**
     * How long a block waits for what it loads from files before it is computed instead; a millisecond or more, default 10 seconds, in
     * which any block can be computed.
     */
    public EditEngineBuilder loadTimeout(Duration timeout) {
        this.loadTimeout = timeout;
        return this;
    }

    /** Bound on prompt embeddings kept, 0 or more bytes; default 64 MiB. */
    public EditEngineBuilder promptCacheBytes(long bytes) {
        this.promptCacheBytes = bytes;
        return this;
    }

    /** Most edits to compute together, 1 to 1024; default 8. */
    public EditEngineBuilder maxBatchSize(int edits) {
        this.maxBatchSize = edits;
        return this;
    }

    /** Most edits submitted and not done; more are refused. 1 or more; default 1000. */
    public EditEngineBuilder maxPendingEdits(int edits) {
        this.maxPendingEdits = edits;
        return this;
    }

    /**
     * Most memory of edits submitted and not done, 1 or more bytes: their pictures and tensors, what a step takes, and what encoding and
     * decoding one at a time takes. An edit that alone takes more is refused. Default 4 GiB, or what a batch at the model's own size takes
     * if that is more.
     */
    public EditEngineBuilder maxPendingBytes(long bytes) {
        this.maxPendingBytes = OptionalLong.of(bytes);
        return this;
    }

    /**
     * Whether pictures larger than the model's own size are always encoded and decoded in tiles, which takes little memory and changes
     * the picture slightly (Diffusers' {@code enable_vae_tiling}: same tiles, same blending), or never. Default: where the whole cannot fit
     * {@link #maxPendingBytes}. A result that came about in tiles says so in its notes.
     */
    public EditEngineBuilder vaeTiling(boolean tiling) {
        this.vaeTiling = tiling ? VaeTiling.ALWAYS : VaeTiling.NEVER;
        return this;
    }

    /** The router among the workers; default {@link RouterKind#MASK_AWARE}. */
    public EditEngineBuilder router(RouterKind kind) {
        this.router = kind::create;
        return this;
    }

    /** A router of one's own; where it throws or chooses a worker that is not there, the one with the fewest edits is taken. */
    public EditEngineBuilder router(Router router) {
        this.router = costs -> router;
        return this;
    }

    /** The step scheduler; default {@link StepSchedulerKind#CONTINUOUS}. */
    public EditEngineBuilder stepScheduler(StepSchedulerKind kind) {
        return stepScheduler(kind.create());
    }

    /**
     * A step scheduler of one's own, used by all workers: it must be safe for use by many threads. Where it throws or chooses nonsense, the
     * default one chooses.
     */
    public EditEngineBuilder stepScheduler(StepScheduler scheduler) {
        this.stepScheduler = scheduler;
        return this;
    }

    /** Adds a listener. */
    public EditEngineBuilder listener(EngineListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Judges or replaces finished pictures, in place of the {@code safety_checker} of a folder, which is left out: what it returns is the edit's
     * picture, of the same size; what it throws fails the edit, an {@link io.instgenie.edit.InstGenieException} as it is. It is called on
     * threads of the engine, one picture at a time; previews, and edits with an empty mask, do not come by it. Default: pictures stay as they are.
     */
    public EditEngineBuilder resultFilter(UnaryOperator<EditImage> filter) {
        this.resultFilter = filter;
        return this;
    }

    /** A worker whose step takes longer is taken out, and its edits begin again on others; a millisecond or more, default 10 minutes. */
    public EditEngineBuilder stallTimeout(Duration timeout) {
        this.stallTimeout = timeout;
        return this;
    }

    /**
     * The share of tokens, 0 to 1, up to which {@link io.instgenie.edit.EditMode#AUTO} uses the cache; above it, computing all tokens
     * is faster. Default 0.95.
     */
    public EditEngineBuilder cachedBelow(double ratio) {
        this.cachedBelow = ratio;
        return this;
    }

    /**
     * Whether cached edits are decoded only around their masks; default false, since an engine's pictures are exact unless it is told
     * otherwise. With the embedded model, a decode at a mask of 11 % is then 2 to 3 times faster, and what is under the mask differs
     * from the whole decode by a PSNR of 39 to 60 dB, the least where an edit changes colours most. Other pixels, dense edits and
     * previews stay as they are. Takes some 2 MB of {@link #hostCacheBytes} a template of 256 x 256 pixels; a template that finds no room
     * for them is decoded whole.
     */
    public EditEngineBuilder maskedDecode(boolean maskedDecode) {
        this.maskedDecode = maskedDecode;
        return this;
    }

    /**
     * Loads the model and starts the engine.
     *
     * @throws io.instgenie.edit.InvalidRequestException if an option is outside its limits, or the folder of {@link #diskCache}
     *     cannot be written to; the message names it
     * @throws io.instgenie.edit.ModelFormatException if the folder holds no model that is supported
     */
    public EditEngine build() {
        return build(this::model);
    }

    /** Starts the engine on a model of any family. */
    EditEngine build(Supplier<PretrainedModel> model) {
        CacheOptions cache = new CacheOptions(
                new TierOptions("hostCacheManager", hostCacheBytes, hostCachePrecision, hostCacheManager),
                diskCacheFolder,
                new TierOptions("diskCacheManager", diskCacheBytes, diskCachePrecision, diskCacheManager),
                diskCacheKeeps,
                blockPlanner,
                loadTimeout);
        requireDevices();
        EngineOptions options = new EngineOptions(
                threads,
                workers * devices.size(),
                cache,
                promptCacheBytes,
                maxBatchSize,
                maxPendingEdits,
                new MemoryOptions(maxPendingBytes, vaeTiling),
                cachedBelow,
                stallTimeout,
                maskedDecode);
        EngineModels models = EngineModels.load(model.get(), devices, promptCacheBytes);
        try {
            return new EditEngine(models, options, new EngineParts(router, stepScheduler, listeners, resultFilter));
        } catch (RuntimeException | Error e) {
            models.close();
            throw e;
        }
    }

    private PretrainedModel model() {
        variant.ifPresent(name -> EngineOptions.require(
                name.matches("\\w+"), "variant", name, "a name of letters, digits and underscores"));
        if (cacheFolder != null) {
            TorchRuntime.unpackTo(cacheFolder);
        }
        Path cache = cacheFolder == null ? defaultCacheFolder() : cacheFolder;
        PretrainedModel model =
                PretrainedModels.read(modelFolder == null ? EmbeddedModel.folder(cache) : modelFolder, variant);
        return sampler == null ? model : model.withSampler(sampler);
    }

    private void requireDevices() {
        List<String> names = devices.stream().map(ComputeDevice::name).toList();
        EngineOptions.require(!devices.isEmpty(), "devices", names, "one or more");
        Set<ComputeDevice> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(devices);
        EngineOptions.require(different.size() == devices.size(), "devices", names, "different ones");
        HostMemory memory = devices.get(0).hostMemory();
        boolean shared = devices.stream().allMatch(device -> device.hostMemory() == memory);
        EngineOptions.require(shared, "devices", names, "of one kind, and made together");
        for (ComputeDevice device : devices) {
            EngineOptions.require(workers == 1 || device.isSynchronous(), "workers", workers, "1 on " + device.name());
        }
    }

    /**
     * Where the embedded model is unpacked if it lies in a jar and {@link #cacheFolder} does not say where: {@code .cache/instgenie} in the
     * user's home; if that cannot be written to, {@code instgenie} in {@code XDG_CACHE_HOME}, or else a folder of the user's own among
     * temporary files.
     */
    public static Path defaultCacheFolder() {
        return HostFolders.ofProcess().cache();
    }
}
