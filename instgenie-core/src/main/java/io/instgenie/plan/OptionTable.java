package io.instgenie.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request flattened for search: per block and residency state, the ways to pass the block, each with its compute, load, slot
 * and the residency it leaves.
 *
 * <p>A group is either fixed to given modes or belongs to a <em>bundle</em>, whose groups take the same mode. The residency state
 * is one bit per bundle: whether its last block was COMPUTE. An option's code names its modes in base 3, bundle 0 in the lowest
 * digit. Times are rounded to ticks. The options of a block and state
 * are those from {@code first(block, state)} to before {@code end(block, state)}; like blocks in a row share theirs.
 */
final class OptionTable {
    private static final BlockMode[] MODES = BlockMode.values();
    private static final int FIXED = -1;
    /**
     * About a picosecond. Sums of whole ticks are exact, so ways that differ in the order of like blocks lead to equal states, of which the
     * search keeps one; otherwise their last bits would tell them apart.
     */
    private static final double TICK = 0x1p-40;

    private final PlanRequest request;
    private final List<List<BlockMode>> fixed;
    private final int[] bundleOf;
    private final int bundles;
    private final int[] first;
    private final int[] end;
    private double[] compute = new double[64];
    private double[] load = new double[64];
    private int[] next = new int[64];
    private int[] code = new int[64];
    private boolean[] holdsSlot = new boolean[64];
    private int size;

    private OptionTable(PlanRequest request, int[] bundleOf, int bundles, List<List<BlockMode>> fixed) {
        this.request = request;
        this.fixed = fixed;
        this.bundleOf = bundleOf;
        this.bundles = bundles;
        first = new int[request.blocks() * states()];
        end = new int[first.length];
        for (int block = 0; block < request.blocks(); block++) {
            if (isLikeTheLast(block)) {
                System.arraycopy(first, place(block - 1, 0), first, place(block, 0), states());
                System.arraycopy(end, place(block - 1, 0), end, place(block, 0), states());
            } else {
                addBlock(block);
            }
        }
    }

    /** Block 1 never is: it is the first that can find either residency. */
    private boolean isLikeTheLast(int block) {
        if (block < 2
                || !request.editSeconds()
                        .get(block)
                        .equals(request.editSeconds().get(block - 1))) {
            return false;
        }
        for (int g = 0; g < bundleOf.length; g++) {
            if (!request.groups().get(g).isLikeTheLast(block)
                    || (bundleOf[g] == FIXED && !isSteady(fixed.get(g), block))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSteady(List<BlockMode> modes, int block) {
        return modes.get(block) == modes.get(block - 1) && modes.get(block - 1) == modes.get(block - 2);
    }

    private void addBlock(int block) {
        int combinations = 1;
        for (int bundle = 0; bundle < bundles; bundle++) {
            combinations *= MODES.length;
        }
        for (int state = 0; state < states(); state++) {
            first[place(block, state)] = size;
            // Before block 0 residency is each group's own; state 0 stands for it.
            if (block > 0 || state == 0) {
                for (int combination = 0; combination < combinations; combination++) {
                    add(block, state, combination);
                }
            }
            end[place(block, state)] = size;
        }
    }

    /** Every group chooses for itself. */
    static OptionTable joint(PlanRequest request) {
        int groups = request.groups().size();
        int[] bundleOf = new int[groups];
        Arrays.setAll(bundleOf, g -> g);
        return new OptionTable(request, bundleOf, groups, List.of());
    }

    /** All groups take the same mode in a block. */
    static OptionTable alike(PlanRequest request) {
        return new OptionTable(request, new int[request.groups().size()], 1, List.of());
    }

    /** Two groups choose, each for itself; the others keep their modes. */
    static OptionTable pair(PlanRequest request, int a, int b, List<List<BlockMode>> modes) {
        int[] bundleOf = new int[request.groups().size()];
        Arrays.fill(bundleOf, FIXED);
        bundleOf[a] = 0;
        bundleOf[b] = 1;
        return new OptionTable(request, bundleOf, 2, modes);
    }

    private void add(int block, int state, int combination) {
        double computeSum = request.editSeconds().get(block);
        double loadSum = 0;
        boolean slot = false;
        int left = 0;
        for (int g = 0; g < bundleOf.length; g++) {
            PlanGroup group = request.groups().get(g);
            BlockMode mode = mode(g, block, combination);
            boolean resident = block == 0 ? group.residentAtStart() : wasComputed(g, block - 1, state);
            computeSum += group.blocks().get(block).computeSeconds(mode);
            loadSum += group.loadSeconds(block, mode, resident);
            slot |= group.needsSlot(block, mode, resident);
            if (mode == BlockMode.COMPUTE && bundleOf[g] != FIXED) {
                left |= 1 << bundleOf[g];
            }
        }
        int from = first[place(block, state)];
        if (loadSum < BlockCost.NOT_STORED && !isDominated(from, computeSum, loadSum, slot, left)) {
            append(computeSum, loadSum, slot, left, combination);
        }
    }

    private boolean isDominated(int from, double computeSum, double loadSum, boolean slot, int left) {
        for (int o = from; o < size; o++) {
            if (next[o] == left && compute[o] <= computeSum && load[o] <= loadSum && (slot || !holdsSlot[o])) {
                return true;
            }
        }
        return false;
    }

    private void append(double computeSum, double loadSum, boolean slot, int left, int combination) {
        if (size == compute.length) {
            compute = Arrays.copyOf(compute, 2 * size);
            load = Arrays.copyOf(load, 2 * size);
            next = Arrays.copyOf(next, 2 * size);
            code = Arrays.copyOf(code, 2 * size);
            holdsSlot = Arrays.copyOf(holdsSlot, 2 * size);
        }
        compute[size] = inTicks(computeSum);
        load[size] = inTicks(loadSum);
        holdsSlot[size] = slot;
        next[size] = left;
        code[size++] = combination;
    }

    private static double inTicks(double seconds) {
        return Math.rint(seconds / TICK) * TICK;
    }

    private BlockMode mode(int group, int block, int combination) {
        if (bundleOf[group] == FIXED) {
            return fixed.get(group).get(block);
        }
        int digits = combination;
        for (int bundle = 0; bundle < bundleOf[group]; bundle++) {
            digits /= MODES.length;
        }
        return MODES[digits % MODES.length];
    }

    private boolean wasComputed(int group, int block, int state) {
        return bundleOf[group] == FIXED
                ? fixed.get(group).get(block) == BlockMode.COMPUTE
                : (state >> bundleOf[group] & 1) == 1;
    }

    int blocks() {
        return request.blocks();
    }

    /** Number of residency states; the walk begins in state 0. */
    int states() {
        return 1 << bundles;
    }

    int first(int block, int state) {
        return first[place(block, state)];
    }

    int end(int block, int state) {
        return end[place(block, state)];
    }

    /** Whether the next block has the very options of this one. */
    boolean isLikeNext(int block) {
        return block + 1 < blocks() && first(block, 0) == first(block + 1, 0);
    }

    private int place(int block, int state) {
        return block * states() + state;
    }

    double compute(int option) {
        return compute[option];
    }

    double load(int option) {
        return load[option];
    }

    boolean holdsSlot(int option) {
        return holdsSlot[option];
    }

    int next(int option) {
        return next[option];
    }

    /** The modes of every group, given an option per block. */
    List<List<BlockMode>> modes(int[] options) {
        List<List<BlockMode>> modes = new ArrayList<>();
        for (int g = 0; g < bundleOf.length; g++) {
            BlockMode[] ofGroup = new BlockMode[blocks()];
            for (int block = 0; block < blocks(); block++) {
                ofGroup[block] = mode(g, block, code[options[block]]);
            }
            modes.add(List.of(ofGroup));
        }
        return modes;
    }
}
