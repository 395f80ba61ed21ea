package io.instgenie.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random requests of every kind: slow and fast loads, gaps in the cache, staged blocks, whole-number times that tie. */
final class RandomRequests {
    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    /** A request that has a plan. */
    PlanRequest next(int blocks, int groups) {
        return next(blocks, groups, random.nextInt(5) == 0 ? PlanRequest.UNLIMITED : 1 + random.nextInt(4));
    }

    /** A request with the given slots; nothing is staged beyond them. */
    PlanRequest next(int blocks, int groups, int slots) {
        boolean whole = random.nextInt(4) == 0;
        double loadScale = Math.pow(2, random.nextInt(5) - 2);
        double missing = random.nextInt(3) == 0 ? 0.3 : 0;
        List<Double> edit = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            edit.add(seconds(0.3, whole));
        }
        List<PlanGroup> made = new ArrayList<>();
        while (made.size() < groups) {
            PlanGroup group = group(blocks, slots, whole, loadScale, missing);
            if (new Feasibility(group).isFeasible()) {
                made.add(group);
            }
        }
        return new PlanRequest(edit, made, slots);
    }

    /** One group over blocks of two kinds and a last one that is its own, as a Flux has them. */
    PlanRequest ofTwoKinds(int first, int second, int slots) {
        double loadScale = Math.pow(2, random.nextInt(3) - 1);
        List<Double> edit = new ArrayList<>();
        List<BlockCost> costs = new ArrayList<>();
        for (int count : new int[] {first, second, 1}) {
            edit.addAll(Collections.nCopies(count, seconds(0.3, false)));
            costs.addAll(Collections.nCopies(count, cost(false, loadScale, 0)));
        }
        return new PlanRequest(edit, List.of(new PlanGroup(costs, random.nextBoolean())), slots);
    }

    private PlanGroup group(int blocks, int slots, boolean whole, double loadScale, double missing) {
        List<BlockCost> costs = new ArrayList<>();
        boolean uniform = random.nextBoolean();
        for (int block = 0; block < blocks; block++) {
            costs.add(uniform && block > 0 ? costs.get(0) : cost(whole, loadScale, missing));
        }
        List<BlockMode> staged = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            int count = random.nextInt(1 + Math.min(blocks, Math.min(slots, 4)));
            for (int block = 0; block < count; block++) {
                staged.add(BlockMode.values()[random.nextInt(3)]);
            }
        }
        return new PlanGroup(costs, random.nextInt(4) > 0, staged);
    }

    private BlockCost cost(boolean whole, double loadScale, double missing) {
        return new BlockCost(
                seconds(0.3, whole),
                seconds(1, whole),
                load(loadScale, whole, missing),
                load(loadScale / 2, whole, missing),
                load(loadScale / 2, whole, missing));
    }

    private double load(double scale, boolean whole, double missing) {
        if (random.nextDouble() < missing) {
            return BlockCost.NOT_STORED;
        }
        return random.nextInt(10) == 0 ? 0 : seconds(scale, whole);
    }

    private double seconds(double scale, boolean whole) {
        double seconds = scale * (0.2 + random.nextDouble());
        return whole ? Math.rint(4 * seconds) : seconds;
    }
}
