package io.instgenie.plan;

/** Which modes of a group can be part of a whole plan: they need nothing that is not stored, now or in a later block. */
final class Feasibility {
    private final PlanGroup group;
    /** Whether a plan exists from a block on, [block][1 if resident]. */
    private final boolean[][] feasible;

    Feasibility(PlanGroup group) {
        this.group = group;
        int blocks = group.blocks().size();
        feasible = new boolean[blocks + 1][2];
        feasible[blocks] = new boolean[] {true, true};
        for (int block = blocks - 1; block >= 0; block--) {
            for (BlockMode mode : BlockMode.values()) {
                feasible[block][0] |= allows(block, false, mode);
                feasible[block][1] |= allows(block, true, mode);
            }
        }
    }

    /** Whether a block can take a mode and all later blocks still find one. */
    boolean allows(int block, boolean resident, BlockMode mode) {
        return feasible[block + 1][mode == BlockMode.COMPUTE ? 1 : 0]
                && group.loadSeconds(block, mode, resident) < BlockCost.NOT_STORED;
    }

    /** The preferred mode if the block can take it, else the first that it can, in their own order. */
    BlockMode firstAllowed(int block, boolean resident, BlockMode preferred) {
        if (allows(block, resident, preferred)) {
            return preferred;
        }
        for (BlockMode mode : BlockMode.values()) {
            if (allows(block, resident, mode)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("block " + block + " has nothing stored and its template's rows are absent");
    }

    /** Whether the group has a plan at all. */
    boolean isFeasible() {
        return feasible[0][group.residentAtStart() ? 1 : 0];
    }
}
