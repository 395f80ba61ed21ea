package io.instgenie.engine;

import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
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
        long hostBytes,
        Precision hostPrecision,
        @Nullable Path folder,
        long diskBytes,
        Precision diskPrecision,
        Kept stored,
        BlockPlanner planner,
        Duration loadTimeout) {
    private static final int PLANS = 256;

    public static final CacheOptions DEFAULTS = new CacheOptions(
            2L << 30,
            Precision.FLOAT32,
            null,
            0,
            Precision.FLOAT32,
            Kept.KEY_VALUES,
            new MemoizedPlanner(new OptimalPlanner(), PLANS),
            Duration.ofSeconds(10));

    public CacheOptions {
        EngineOptions.require(hostBytes >= 0, "hostCacheBytes", hostBytes, "0 or more");
        EngineOptions.require(diskBytes >= 0, "diskCache's bytes", diskBytes, "0 or more");
        EngineOptions.requireTimeout("loadTimeout", loadTimeout);
    }
}
