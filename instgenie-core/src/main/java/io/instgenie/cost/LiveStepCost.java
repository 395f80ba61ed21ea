package io.instgenie.cost;

import java.util.function.Supplier;

/**
 * What steps cost by a {@link CostModel} that learns. Hands out the same {@link StepCost} for some steps, so that what is derived from it
 * can be remembered. Thread-safe.
 */
public final class LiveStepCost implements Supplier<StepCost> {
    private static final int REFRESH = 4;
    private static final int MEASURED = 16;

    private final CostModel model;
    private final DenoiserShape shape;
    private int steps;
    private volatile StepCost current;

    /** @param model hears of blocks by others */
    public LiveStepCost(CostModel model, DenoiserShape shape) {
        this.model = model;
        this.shape = shape;
        current = new StepCost(model, shape);
    }

    /**
     * A step was taken, and the model knows what its blocks took.
     *
     * @param sinceLast seconds since the worker's last step during which jobs were ready
     */
    public synchronized void stepped(int jobs, double sinceLast) {
        model.observePhase(CostModel.Phase.TURN, jobs, sinceLast);
        if (steps++ % REFRESH == 0) {
            current = new StepCost(model, shape);
        }
    }

    /** Whether the model was measured, or has seen enough steps to be relied on. */
    public synchronized boolean isMeasured() {
        return model.isCalibrated() || steps >= MEASURED;
    }

    @Override
    public StepCost get() {
        return current;
    }
}
