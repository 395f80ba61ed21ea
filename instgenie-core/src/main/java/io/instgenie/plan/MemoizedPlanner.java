package io.instgenie.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Remembers another planner's latest plans. Steps of a steady batch differ only in which step they are, so most requests come again
 * number for number; a cost model that is refined after every step should hand out the same fits for a while, or nothing recurs.
 * Safe for use by many threads.
 */
public final class MemoizedPlanner implements BlockPlanner {
    private final BlockPlanner planner;
    private final Cache<Key, Plan> plans;

    /**
     * A request with its hash computed once: hashing and comparing walk a few hundred numbers, and a map asks for the hash often.
     */
    private record Key(PlanRequest request, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hash == key.hash && request.equals(key.request);
        }
    }

    /**
     * Makes a planner.
     *
     * @param maximumPlans how many plans are kept, at least 1
     */
    public MemoizedPlanner(BlockPlanner planner, int maximumPlans) {
        if (maximumPlans < 1) {
            throw new IllegalArgumentException("maximumPlans is " + maximumPlans + ", must be at least 1");
        }
        this.planner = planner;
        plans = Caffeine.newBuilder().maximumSize(maximumPlans).build();
    }

    @Override
    public Plan plan(PlanRequest request) {
        return plans.get(new Key(request, request.hashCode()), key -> planner.plan(key.request()));
    }
}
