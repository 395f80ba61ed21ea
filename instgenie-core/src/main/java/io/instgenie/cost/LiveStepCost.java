package io.instgenie.cost;

import java.util.List;
import java.util.function.Supplier;

/**
 * What steps cost on a machine that nobody measured beforehand: learned from the steps it takes, as one block of the whole denoiser. Hands
 * out the same {@link StepCost} for some steps, so that what is derived from it can be remembered. Thread-safe.
 */
public final class LiveStepCost implements Supplier<StepCost> {
    private static final String DENOISER = "denoiser";
    private static final DenoiserShape SHAPE = new DenoiserShape(List.of(new DenoiserShape.Kind(DENOISER, 1)), 1);
    private static final int REFRESH = 4;
    private static final int MEASURED = 16;

    private final double guess;
    private final CostModel model = new CostModel(List.of(DENOISER));
    private int observed;
    private volatile StepCost current;

    /**
     * Starts with a guess; the first step tells by how much it was off, and the steps after that replace it.
     *
     * @param secondsPerRow of a step
     */
    public LiveStepCost(double secondsPerRow) {
        guess = secondsPerRow;
        CostModel guessed = new CostModel(List.of(DENOISER));
        observeSizes(guessed, secondsPerRow);
        current = new StepCost(guessed, SHAPE);
    }

    /** Time in proportion to rows: what is known of other sizes when one was seen. */
    private static void observeSizes(CostModel model, double secondsPerRow) {
        for (int rows = 100; rows <= 1000; rows += 300) {
            model.observeBlock(DENOISER, rows, 0, rows * secondsPerRow);
        }
    }

    /**
     * A step was taken.
     *
     * @param rows that were computed, text and image, jobs' and templates'
     * @param rowsTimesKeys summed over jobs and templates
     */
    public synchronized void observe(long rows, double rowsTimesKeys, double seconds) {
        if (observed == 0) {
            observeSizes(model, rows > 0 ? seconds / rows : guess);
        }
        model.observeBlock(DENOISER, rows, rowsTimesKeys, seconds);
        if (observed++ % REFRESH == 0) {
            current = new StepCost(model, SHAPE);
        }
    }

    /** Whether it has seen enough steps to be relied on. */
    public synchronized boolean isMeasured() {
        return observed >= MEASURED;
    }

    @Override
    public StepCost get() {
        return current;
    }
}
