package io.instgenie.simulator;

import io.instgenie.admission.DeadlineCheck;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.plan.PlanRequest;

/**
 * Devices to simulate, and what runs on them. Where the model knows what encoding and decoding take, every edit is encoded before its
 * steps and decoded after them, one at a time on its host.
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
 * @param memory what a host's memory is to its devices: {@link Tier#DEVICE} where they compute in it
 * @param processors threads of a host's workers, encoder and decoder that run at full speed at a time; more share alike
 * @param threadsPerWorker threads that a worker steps with; encoder and decoder have one each
 * @param contention how much longer, as a share, a step takes while anything else runs on the host, though each thread has a processor
 * @param newRowsSeconds how much longer a step takes on a number of rows that is {@linkplain io.instgenie.cost.RecentRows new} to its host
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
        int workersPerHost,
        Tier memory,
        double processors,
        int threadsPerWorker,
        double contention,
        double newRowsSeconds) {
    /** Every worker of a host, its encoder and its decoder run at full speed, whatever else runs. */
    public static final double UNSHARED = Double.POSITIVE_INFINITY;

    /** @throws IllegalArgumentException if a value is out of range, or the model does not know the blocks; the message names it */
    public Profile {
        require(imageTokens >= 1, "imageTokens", imageTokens);
        require(textTokens >= 0, "textTokens", textTokens);
        require(projectShare > 0 && projectShare <= 1, "projectShare", projectShare);
        require(stagingSlots >= 1, "stagingSlots", stagingSlots);
        require(hostBytes >= 0, "hostBytes", hostBytes);
        require(workersPerHost >= 1, "workersPerHost", workersPerHost);
        require(threadsPerWorker >= 1, "threadsPerWorker", threadsPerWorker);
        require(contention >= 0 && Double.isFinite(contention), "contention", contention);
        require(newRowsSeconds >= 0 && Double.isFinite(newRowsSeconds), "newRowsSeconds", newRowsSeconds);
        require(processors >= threadsPerWorker, "processors", processors);
        for (DenoiserShape.Kind kind : shape.kinds()) {
            if (!model.knows(kind.name())) {
                throw new IllegalArgumentException("the costs of block kind " + kind.name() + " are missing");
            }
        }
    }

    private static void require(boolean valid, String name, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(name + " is " + value + ", which is out of range");
        }
    }

    /** What an edit of this picture size takes to be encoded or decoded on processors that do nothing else; 0 if the model does not know. */
    public double phaseSeconds(CostModel.Phase phase) {
        return model.phaseFit(phase).at(imageTokens);
    }

    /** From arrival to picture where there is no other edit, and nothing to load. */
    public double aloneSeconds(int maskedTokens, int steps) {
        JobSize size = new JobSize(maskedTokens, textTokens, imageTokens, shape.lanes());
        return phaseSeconds(CostModel.Phase.ENCODE)
                + DeadlineCheck.neededSeconds(size, Tier.DEVICE, steps, new StepCost(model, shape))
                + phaseSeconds(CostModel.Phase.DECODE);
    }

    /** Of two profiles of the same devices, measured at different times, what lies between. */
    public Profile averaged(Profile other) {
        return new Profile(
                name,
                model.plus(other.model),
                shape,
                imageTokens,
                textTokens,
                projectShare,
                stagingSlots,
                hostBytes,
                workersPerHost,
                memory,
                processors,
                threadsPerWorker,
                (contention + other.contention) / 2,
                (newRowsSeconds + other.newRowsSeconds) / 2);
    }

    /** Bytes of a template's keys and values, all blocks and steps. */
    public long templateBytes(int steps) {
        return Math.round(steps * shape.bytesPerToken() * imageTokens);
    }
}
