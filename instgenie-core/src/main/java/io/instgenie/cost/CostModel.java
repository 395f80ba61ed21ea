package io.instgenie.cost;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Foretells how long blocks compute, what steps take beside their blocks, how long cached activations load, and how long pictures are
 * encoded and decoded. A block's time grows with its {@link BlockWork}.
 *
 * <p>There is one in an engine: planner, router, step scheduler, admission and simulator reckon with it. Safe for use by many threads.
 * Block kinds are the caller's names, e.g. {@code double} and {@code single}; asking for a kind or a tier of which nothing was
 * measured or guessed is an error, not a zero.
 */
public final class CostModel {
    private static final int[] GUESSED_ROWS = {100, 400, 700, 1000};

    private final Map<String, OnlineFit> blocks;
    private final Map<String, OnlineFit> projections;
    private final Map<Tier, OnlineFit> loads;
    private final Map<Phase, OnlineFit> phases;
    private final List<CostRecording> recordings = new CopyOnWriteArrayList<>();
    private final RecentRows recentRows = new RecentRows();

    /** What an engine does for an edit beside computing blocks. */
    public enum Phase {
        /** From a request to a job: seconds by image tokens. */
        ENCODE,
        /** What a step takes outside its blocks: seconds by jobs. */
        STEP,
        /** What a worker does between two steps: seconds by jobs. */
        TURN,
        /** From latents to a picture: seconds by image tokens. */
        DECODE
    }

    /** A model that knows these kinds of blocks, and nothing of their times yet. */
    public CostModel(Iterable<String> kinds) {
        this(unknown(kinds), unknown(kinds), Map.of(), Map.of());
    }

    private static Map<String, OnlineFit> unknown(Iterable<String> kinds) {
        Map<String, OnlineFit> fits = new TreeMap<>();
        for (String kind : kinds) {
            fits.put(kind, new OnlineFit());
        }
        return fits;
    }

    CostModel(
            Map<String, OnlineFit> blocks,
            Map<String, OnlineFit> projections,
            Map<Tier, OnlineFit> loads,
            Map<Phase, OnlineFit> phases) {
        this.blocks = Collections.unmodifiableMap(new TreeMap<>(blocks));
        this.projections = Collections.unmodifiableMap(new TreeMap<>(projections));
        this.loads = complete(Tier.class, loads);
        this.phases = complete(Phase.class, phases);
    }

    private static <K extends Enum<K>> Map<K, OnlineFit> complete(Class<K> keys, Map<K, OnlineFit> known) {
        Map<K, OnlineFit> all = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            all.put(key, known.getOrDefault(key, new OnlineFit()));
        }
        return Collections.unmodifiableMap(all);
    }

    /**
     * A model of a machine that nobody measured: all blocks take time in proportion to their rows. The first step tells by how much that
     * is off, and the steps after it replace it.
     *
     * @param secondsPerRow of one block of each kind
     */
    public static CostModel guess(Map<String, Double> secondsPerRow) {
        CostModel model = new CostModel(secondsPerRow.keySet());
        secondsPerRow.forEach((kind, seconds) -> {
            for (int rows : GUESSED_ROWS) {
                known(model.blocks, kind).guess(rows, 0, 0, rows * seconds);
            }
        });
        return model;
    }

    /** The same where blocks of all kinds take as long. */
    public static CostModel guess(Iterable<String> kinds, double secondsPerRow) {
        Map<String, Double> alike = new TreeMap<>();
        kinds.forEach(kind -> alike.put(kind, secondsPerRow));
        return guess(alike);
    }

    /** Whether anything was measured or guessed of a kind of blocks. */
    public boolean knows(String kind) {
        OnlineFit fit = blocks.get(kind);
        return fit != null && !fit.isEmpty();
    }

    /** The model as it stands, which from now on learns from its own observations only. */
    public CostModel copy() {
        return new CostModel(copy(blocks), copy(projections), copy(loads), copy(phases));
    }

    /** A model of the same kinds of blocks that rests on what this one and another have observed. */
    public CostModel plus(CostModel other) {
        return new CostModel(
                sum(blocks, other.blocks),
                sum(projections, other.projections),
                sum(loads, other.loads),
                sum(phases, other.phases));
    }

    private static <K> Map<K, OnlineFit> sum(Map<K, OnlineFit> some, Map<K, OnlineFit> others) {
        return some.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        fit -> new OnlineFit(fit.getValue()
                                .moments()
                                .plus(known(others, fit.getKey()).moments()))));
    }

    private static <K> Map<K, OnlineFit> copy(Map<K, OnlineFit> fits) {
        return fits.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, fit -> fit.getValue().copy()));
    }

    /**
     * Records what the model observes of steps and phases, until the recording is closed.
     *
     * @param ticker nanoseconds; what is observed is taken to end when it is
     */
    public CostRecording record(CostRecording.Processors processors, LongSupplier ticker) {
        CostRecording recording = new CostRecording(this, processors, ticker);
        recordings.add(recording);
        return recording;
    }

    void recorded(CostRecording recording) {
        recordings.remove(recording);
    }

    /** Whether its blocks were measured by a {@link Calibrator}, so that it can be relied on before any step. */
    public boolean isCalibrated() {
        return blocks.values().stream().allMatch(OnlineFit::isCalibrated);
    }

    /** The least share of their samples' variance that the fits of blocks and measured loads explain, at most 1. */
    public double rSquared() {
        return Stream.concat(blocks.values().stream(), loads.values().stream())
                .filter(fit -> !fit.isEmpty())
                .mapToDouble(fit -> fit.fit().rSquared())
                .min()
                .orElse(0);
    }

    /** The least share of variance that the fits of blocks explain of what a {@link Calibrator} measured; NaN if it did not. */
    public double calibratedBlocks() {
        return leastCalibrated(blocks.values());
    }

    /** The same of loads. */
    public double calibratedLoads() {
        return leastCalibrated(loads.values());
    }

    private static double leastCalibrated(Collection<OnlineFit> fits) {
        return fits.stream()
                .filter(OnlineFit::isCalibrated)
                .mapToDouble(fit -> fit.calibration().rSquared())
                .min()
                .orElse(Double.NaN);
    }

    /** Seconds of one block in which {@code rows} rows of one job attend to {@code keys} keys. */
    public double blockSeconds(String kind, int rows, int keys) {
        return blockFit(kind).at(BlockWork.of(rows, keys));
    }

    /** Seconds of so many steps of a template alone, whose rows all go through these blocks; what is outside of blocks is left out. */
    public double stepsSeconds(double steps, List<BlockShape> blocks) {
        double seconds = 0;
        for (BlockShape block : blocks) {
            seconds += Math.max(0, blockSeconds(block.kind(), block.rows(), block.rows()));
        }
        return steps * seconds;
    }

    /** Seconds of the norm and the key and value projections of {@code rows} rows. */
    public double projectSeconds(String kind, long rows) {
        return projectFit(kind).at(rows);
    }

    /** Seconds of one load from a tier to the device. */
    public double loadSeconds(Tier tier, long bytes) {
        return loadFit(tier).at(bytes);
    }

    /** Block time over {@link BlockWork}. */
    public LinearFit blockFit(String kind) {
        return measured("block kind " + kind, known(blocks, kind));
    }

    /** Projection time over rows (x). */
    public LinearFit projectFit(String kind) {
        return measured("projection of block kind " + kind, known(projections, kind));
    }

    /** Load time over bytes (x). */
    public LinearFit loadFit(Tier tier) {
        return measured("tier " + tier, known(loads, tier));
    }

    /** Time over jobs or tokens (x); zero where nothing was measured. */
    public LinearFit phaseFit(Phase phase) {
        return known(phases, phase).fit();
    }

    /** Takes note of what one block took for a batch. */
    public void observeBlock(String kind, BlockWork work, double seconds) {
        known(blocks, kind).observe(work.rows(), work.rowsTimesKeys(), work.keys(), seconds);
    }

    /** Takes note of what a whole step took. */
    public void observeStep(StepObservation step) {
        step.kinds().forEach((kind, time) -> observeBlock(kind, time.work(), time.seconds()));
        known(phases, Phase.STEP).observe(step.jobs(), 0, 0, step.outsideSeconds());
        boolean newRows = recentRows.areNew((int) step.work().rows());
        recordings.forEach(recording -> recording.step(step, newRows));
    }

    /** Takes note of what projecting keys and values took. */
    public void observeProject(String kind, long rows, double seconds) {
        known(projections, kind).observe(rows, 0, 0, seconds);
    }

    /** Takes note of what a load took. */
    public void observeLoad(Tier tier, long bytes, double seconds) {
        known(loads, tier).observe(bytes, 0, 0, seconds);
    }

    /** Takes note of what a phase took for so many jobs or tokens. */
    public void observePhase(Phase phase, long size, double seconds) {
        known(phases, phase).observe(size, 0, 0, seconds);
        recordings.forEach(recording -> recording.phase(phase, size, seconds));
    }

    Map<String, OnlineFit> blocks() {
        return blocks;
    }

    Map<String, OnlineFit> projections() {
        return projections;
    }

    Map<Tier, OnlineFit> loads() {
        return loads;
    }

    Map<Phase, OnlineFit> phases() {
        return phases;
    }

    private static LinearFit measured(String what, OnlineFit fit) {
        if (fit.isEmpty()) {
            throw new IllegalStateException("nothing was measured of " + what);
        }
        return fit.fit();
    }

    static <K> OnlineFit known(Map<K, OnlineFit> fits, K key) {
        OnlineFit fit = fits.get(key);
        if (fit == null) {
            throw new IllegalArgumentException("unknown " + key + ", known are " + fits.keySet());
        }
        return fit;
    }
}
