package io.instgenie.plan;

import java.util.List;

/**
 * One step of a batch, in numbers: all a {@link BlockPlanner} knows.
 *
 * <p>The batch walks the blocks once. In each block the edit's rows of all jobs and whatever the groups' modes add run one after
 * the other on the device, so their compute times add up; all loads of a block form one load into one staging slot, and one loader
 * performs the loads in the order of the blocks. A slot is held from the start of a load until its block is computed. Blocks
 * that load nothing hold none.
 *
 * @param editSeconds compute time of the edit's own rows, per block, paid under every plan
 * @param groups the templates and steps in the batch; empty if every job is dense
 * @param stagingSlots how many loaded blocks may wait or be in use at once; {@link #UNLIMITED} if memory is no limit
 */
public record PlanRequest(List<Double> editSeconds, List<PlanGroup> groups, int stagingSlots) {
    /** Staging slots for every block. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * Makes a request.
     *
     * @throws IllegalArgumentException if there is no block, a time is negative or infinite, a group has another number of
     *     blocks or no plan, there is no staging slot, or more is staged than there are slots
     */
    public PlanRequest {
        editSeconds = List.copyOf(editSeconds);
        groups = List.copyOf(groups);
        if (editSeconds.isEmpty()) {
            throw new IllegalArgumentException("editSeconds is empty: there is no block to plan");
        }
        if (stagingSlots < 1) {
            throw new IllegalArgumentException("stagingSlots is " + stagingSlots + ", must be at least 1");
        }
        for (double seconds : editSeconds) {
            Seconds.requireFinite("editSeconds", seconds);
        }
        for (PlanGroup group : groups) {
            if (group.blocks().size() != editSeconds.size()) {
                throw new IllegalArgumentException(
                        "a group has " + group.blocks().size() + " blocks, editSeconds " + editSeconds.size());
            }
            if (group.staged().size() > stagingSlots) {
                throw new IllegalArgumentException(
                        group.staged().size() + " blocks are staged in " + stagingSlots + " slots");
            }
            if (!new Feasibility(group).isFeasible()) {
                throw new IllegalArgumentException(
                        "a group has no plan: a block has nothing stored, and its template's rows cannot be resident");
            }
        }
    }

    /** The number of blocks. */
    public int blocks() {
        return editSeconds.size();
    }
}
