package io.instgenie.simulator;

import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.plan.PlanRequest;

/**
 * Devices to simulate, and what runs on them.
 *
 * @param name for reports
 * @param model what things cost on a device
 * @param shape the denoiser
 * @param imageTokens image tokens of every edit
 * @param textTokens prompt tokens of every edit
 * @param projectShare the share of a block's compute that norm, key and value projections are
 * @param stagingSlots loaded blocks that a device has room for; {@link PlanRequest#UNLIMITED} if all
 * @param hostBytes memory of a host for activations, shared by its workers
 * @param workersPerHost devices in a host
 */
public record Profile(
        String name,
        CostModel model,
        DenoiserShape shape,
        int imageTokens,
        int textTokens,
        double projectShare,
        int stagingSlots,
        long hostBytes,
        int workersPerHost) {
    /** Bytes of a template's keys and values, all blocks and steps. */
    public long templateBytes(int steps) {
        return (long) steps * shape.blocks() * shape.bytesPerToken() * imageTokens;
    }
}
