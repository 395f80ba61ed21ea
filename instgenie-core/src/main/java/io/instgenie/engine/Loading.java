package io.instgenie.engine;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.ActivationLoader;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Kept;
import io.instgenie.activations.PlannedModes;
import io.instgenie.activations.Precision;
import io.instgenie.cache.disk.DiskProbe;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.cache.prefetch.ReadAhead;
import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Calibrator;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.CostModelFile;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.Tier;
import io.instgenie.denoise.CostObserver;
import io.instgenie.denoise.DenoiserProbe;
import io.instgenie.denoise.StepExecutor;
import io.instgenie.device.ComputeDevice;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Denoiser;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TorchInfo;
import io.instgenie.tensor.TorchRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk tier of an engine if it has one, how steps load from it, and what steps and loads cost. */
public final class Loading {
    /** Two hide loads behind compute; a third and fourth even out loads and blocks of different length. */
    public static final int SLOTS = 4;
    /** While these are computed, the loads of the next ones are under way. */
    private static final int STEPS_AHEAD = 2;

    private static final Duration CALIBRATION = Duration.ofSeconds(4);
    /** A picture of the size that models are made for, in tokens, and its text. */
    private static final int CALIBRATED_SIDE = 32;

    private static final int CALIBRATED_TOKENS = CALIBRATED_SIDE * CALIBRATED_SIDE;

    private static final int CALIBRATED_TEXT = 128;

    /** A first guess at what a thread computes in a second, until steps are observed. */
    private static final double FLOPS_PER_THREAD = 20e9;

    private static final Logger LOGGER = LoggerFactory.getLogger(Loading.class);

    private final CacheOptions options;
    private final EngineThreads threads;
    private final @Nullable DiskTier disk;
    private final CostModel costs;

    private Loading(CacheOptions options, EngineThreads threads, @Nullable DiskTier disk, CostModel costs) {
        this.options = options;
        this.threads = threads;
        this.disk = disk;
        this.costs = costs;
    }

    /**
     * Opens the folder, and measures the machine if its file of costs does not tell.
     *
     * @param model on the device to measure
     *
     * @throws InvalidRequestException if the folder cannot be used
     */
    public static Loading of(DeviceModel model, EngineOptions engine, EngineThreads threads) {
        CacheOptions options = engine.cache();
        Path folder = options.folder();
        if (folder == null || !model.pipeline().spec().keepsTemplates()) {
            CostModel guessed = guess(blocks(model.pipeline().denoiser()), engine.threadsPerWorker());
            return new Loading(options, threads, null, guessed);
        }
        try {
            DiskTier.createFolder(folder);
            CostModel costs = costs(model, engine, folder);
            List<BlockShape> blocks = blocks(model.pipeline().denoiser());
            double stepBytes = new ActivationFormat(options.stored(), options.diskPrecision(), blocks).stepBytes();
            DiskTier disk = new DiskTier(
                    folder,
                    options.disk().contents(),
                    bytes -> costs.stepsSeconds(bytes / stepBytes, blocks),
                    Clock.systemUTC());
            return new Loading(options, threads, disk, costs);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidRequestException("diskCache's folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** A denoiser's blocks as they are calibrated. */
    private static List<BlockShape> blocks(Denoiser denoiser) {
        return denoiser.blocks(new Canvas(CALIBRATED_SIDE, CALIBRATED_SIDE, 1), CALIBRATED_TEXT);
    }

    private static CostModel guess(List<BlockShape> blocks, int threads) {
        Map<String, Double> secondsPerRow = new TreeMap<>();
        blocks.forEach(block -> secondsPerRow.put(block.kind(), block.flopsPerRow() / (FLOPS_PER_THREAD * threads)));
        return CostModel.guess(secondsPerRow);
    }

    private static CostModel costs(DeviceModel model, EngineOptions engine, Path folder) throws IOException {
        ComputeDevice device = model.device();
        Denoiser denoiser = model.pipeline().denoiser();
        List<BlockShape> blocks = blocks(denoiser);
        CostModelFile file = new CostModelFile(
                folder.resolve("costs.json"),
                machine(engine.threads(), device),
                model.pipeline().spec().modelHash());
        Optional<CostModel> known = file.read();
        if (known.isPresent()) {
            return known.get();
        }
        TorchRuntime.useThreads(engine.threads());
        device.enter();
        try (DiskProbe files = new DiskProbe(folder)) {
            DenoiserProbe probe = new DenoiserProbe(denoiser, device, files::loadSeconds);
            long bytes = blocks.stream()
                    .mapToLong(block -> loadedBytes(block, Precision.FLOAT32))
                    .max()
                    .orElseThrow();
            CostModel measured = new Calibrator(CALIBRATION, CALIBRATED_TOKENS + CALIBRATED_TEXT, bytes)
                    .calibrate(BlockShape.kinds(blocks), List.of(Tier.DISK), probe);
            LOGGER.info("measured what blocks and loads cost: R^2 is {} or more", measured.rSquared());
            file.write(measured);
            return measured;
        }
    }

    /** What tells this machine from others, as far as the speed of blocks is concerned. */
    private static String machine(int threads, ComputeDevice device) {
        TorchInfo torch = TorchInfo.read();
        String cpu = "%d threads, %s, libtorch %s".formatted(threads, torch.cpuCapability(), torch.torchVersion());
        return device.placement().equals(Placement.CPU) ? cpu : cpu + ", " + device.name();
    }

    public @Nullable DiskTier disk() {
        return disk;
    }

    /** What reads files while edits wait, or null. */
    public @Nullable ReadAhead readAhead() {
        return disk == null ? null : new ReadAhead(disk, threads.loading(), STEPS_AHEAD);
    }

    /** The one that all of the engine counts with; learns from every step. */
    public CostModel costs() {
        return costs;
    }

    /** What the cost model needs to know of a denoiser, keys and values as files have them. */
    public DenoiserShape shape(Denoiser denoiser) {
        return DenoiserShape.of(
                blocks(denoiser), CALIBRATED_TOKENS, block -> loadedBytes(block, options.diskPrecision()));
    }

    private static long loadedBytes(BlockShape block, Precision precision) {
        return new ActivationFormat(Kept.KEY_VALUES, precision, List.of(block)).stepBytes();
    }

    /** What steps on one thread. */
    public StepExecutor executor(DeviceModel model) {
        ComputeDevice device = model.device();
        Denoiser denoiser = model.pipeline().denoiser();
        List<String> kinds = BlockShape.kinds(blocks(denoiser));
        CostObserver observer = new CostObserver(costs, kinds);
        if (disk == null) {
            return new StepExecutor(device, denoiser, ActivationLoader.inMemory(BlockModes.LOAD_ALL), observer);
        }
        Prefetcher prefetcher = new Prefetcher(
                SLOTS,
                device.hostMemory()::slot,
                threads.loading(),
                System::nanoTime,
                timing -> costs.observeLoad(Tier.DISK, timing.bytes(), timing.seconds()));
        ActivationLoader loader = new ActivationLoader(
                new PlannedModes(options.planner(), costs, kinds, SLOTS),
                prefetcher,
                UnaryOperator.identity(),
                options.loadTimeout(),
                device.transfers());
        return new StepExecutor(device, denoiser, loader, observer);
    }
}
