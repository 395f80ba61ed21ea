package io.instgenie;

import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.pretrained.FluxPipeline;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Collects an engine's options; not thread-safe. Values are checked by {@link #build}. */
public final class EditEngineBuilder {
    private final @Nullable Path modelFolder;
    private int threads = EngineOptions.DEFAULTS.threads();
    private long hostCacheBytes = EngineOptions.DEFAULTS.hostCacheBytes();
    private long promptCacheBytes = EngineOptions.DEFAULTS.promptCacheBytes();
    private int maxBatchSize = EngineOptions.DEFAULTS.maxBatchSize();
    private int maxPendingEdits = EngineOptions.DEFAULTS.maxPendingEdits();
    private double cachedBelow = EngineOptions.DEFAULTS.cachedBelow();

    EditEngineBuilder(@Nullable Path modelFolder) {
        this.modelFolder = modelFolder;
    }

    /** Threads of the step loop, 1 to 1024; default: one per processor. */
    public EditEngineBuilder threads(int threads) {
        this.threads = threads;
        return this;
    }

    /** Bound on templates' activations in host memory, 0 or more bytes; default 2 GiB. What finds no room is computed at every edit. */
    public EditEngineBuilder hostCacheBytes(long bytes) {
        this.hostCacheBytes = bytes;
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
     * The share of tokens, 0 to 1, up to which {@link io.instgenie.edit.EditMode#AUTO} uses the cache; above it, computing all tokens
     * is faster. Default 0.95.
     */
    public EditEngineBuilder cachedBelow(double ratio) {
        this.cachedBelow = ratio;
        return this;
    }

    /**
     * Loads the model and starts the engine.
     *
     * @throws io.instgenie.edit.InvalidRequestException if an option is outside its limits; the message names it
     * @throws io.instgenie.edit.ModelFormatException if the folder holds no model that is supported
     */
    public EditEngine build() {
        EngineOptions options = new EngineOptions(
                threads, hostCacheBytes, promptCacheBytes, maxBatchSize, maxPendingEdits, cachedBelow);
        Path folder = modelFolder == null ? EmbeddedModel.folder(cacheFolder()) : modelFolder;
        return new EditEngine(FluxPipeline.load(folder), options);
    }

    /** Where the embedded model is unpacked if it lies in a jar: {@code .cache/instgenie} in the user's home. */
    public static Path cacheFolder() {
        return Path.of(System.getProperty("user.home"), ".cache", "instgenie");
    }
}
