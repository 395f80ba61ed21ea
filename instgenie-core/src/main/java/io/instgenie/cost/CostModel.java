package io.instgenie.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Foretells how long blocks compute and cached activations load. A block's time grows with the rows that run through it (linear
 * layers) and with rows x keys (attention); one batch of jobs counts the sum over its jobs of each job's rows times its keys.
 *
 * <p>Safe for use by many threads. Block kinds are the caller's names, e.g. {@code double} and {@code single}; asking for a kind or
 * a tier of which nothing was measured is an error, not a zero.
 */
public final class CostModel {
    private final Map<String, OnlineFit> blocks;
    private final Map<String, OnlineFit> projections;
    private final Map<Tier, OnlineFit> loads = new EnumMap<>(Tier.class);

    /** A model that knows these kinds of blocks, and nothing of their times yet. */
    public CostModel(Iterable<String> kinds) {
        Map<String, OnlineFit> ofBlocks = new TreeMap<>();
        Map<String, OnlineFit> ofProjections = new TreeMap<>();
        for (String kind : kinds) {
            ofBlocks.put(kind, new OnlineFit());
            ofProjections.put(kind, new OnlineFit());
        }
        blocks = Collections.unmodifiableMap(ofBlocks);
        projections = Collections.unmodifiableMap(ofProjections);
        for (Tier tier : Tier.values()) {
            loads.put(tier, new OnlineFit());
        }
    }

    CostModel(Map<String, OnlineFit> blocks, Map<String, OnlineFit> projections, Map<Tier, OnlineFit> loads) {
        this.blocks = Collections.unmodifiableMap(new TreeMap<>(blocks));
        this.projections = Collections.unmodifiableMap(new TreeMap<>(projections));
        for (Tier tier : Tier.values()) {
            this.loads.put(tier, loads.getOrDefault(tier, new OnlineFit()));
        }
    }

    /** Seconds of one block in which {@code rows} rows attend to {@code keys} keys. */
    public double blockSeconds(String kind, long rows, long keys) {
        return blockFit(kind).at(rows, (double) rows * keys);
    }

    /** Seconds of the norm and the key and value projections of {@code rows} rows. */
    public double projectSeconds(String kind, long rows) {
        return projectFit(kind).at(rows);
    }

    /** Seconds of one load from a tier to the device. */
    public double loadSeconds(Tier tier, long bytes) {
        return loadFit(tier).at(bytes);
    }

    /** Block time over rows (x) and rows x keys (y). */
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

    /** Takes note of what one block took for a batch. */
    public void observeBlock(String kind, long rows, double rowsTimesKeys, double seconds) {
        known(blocks, kind).observe(rows, rowsTimesKeys, seconds);
    }

    /** Takes note of what projecting keys and values took. */
    public void observeProject(String kind, long rows, double seconds) {
        known(projections, kind).observe(rows, 0, seconds);
    }

    /** Takes note of what a load took. */
    public void observeLoad(Tier tier, long bytes, double seconds) {
        known(loads, tier).observe(bytes, 0, seconds);
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
