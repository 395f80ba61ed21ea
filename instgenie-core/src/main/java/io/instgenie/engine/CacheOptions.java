package io.instgenie.engine;

import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.cache.TinyLfuCacheManager;
import io.instgenie.plan.BlockPlanner;
import io.instgenie.plan.MemoizedPlanner;
import io.instgenie.plan.OptimalPlanner;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where templates' activations are kept, checked.
 *
 * @param folder of the disk tier, or null for none
 * @param stored what files keep; memory keeps keys and values
 */
public record CacheOptions(
        TierOptions host,
        @Nullable Path folder,
        TierOptions disk,
        Kept stored,
        BlockPlanner planner,
        Duration loadTimeout) {
    private static final int PLANS = 256;

    public static final CacheOptions DEFAULTS = new CacheOptions(
            new TierOptions("hostCacheManager", 2L << 30, Precision.FLOAT32, TinyLfuCacheManager::new),
            null,
            new TierOptions("diskCacheManager", 0, Precision.FLOAT32, TinyLfuCacheManager::new),
            Kept.KEY_VALUES,
            new MemoizedPlanner(new OptimalPlanner(), PLANS),
            Duration.ofSeconds(10));

    public CacheOptions {
        EngineOptions.require(host.bytes() >= 0, "hostCacheBytes", host.bytes(), "0 or more");
        EngineOptions.require(disk.bytes() >= 0, "diskCache's bytes", disk.bytes(), "0 or more");
        EngineOptions.requireTimeout("loadTimeout", loadTimeout);
    }

    public long hostBytes() {
        return host.bytes();
    }

    public Precision hostPrecision() {
        return host.precision();
    }

    public Precision diskPrecision() {
        return disk.precision();
    }
}
