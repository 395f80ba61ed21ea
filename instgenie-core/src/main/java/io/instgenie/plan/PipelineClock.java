package io.instgenie.plan;

/**
 * Moves a pipeline of one loader, one device and a ring of staging slots over one block: the only place that knows how time passes.
 *
 * <p>The state between two blocks is {@code width} numbers in an array: the time compute ends, the earliest time the next load can
 * start (its loader and its slot being free), then, with {@code n} slots, the times at which the slots of the {@code n - 1} loads
 * after that come free. Every number is no later than the first, and {@link #advance} never makes a later state from an
 * earlier one, so a state that is no later in any number is at least as good: what the search's pruning rests on.
 */
final class PipelineClock {
    private final int width;
    private final boolean limited;

    PipelineClock(PlanRequest request) {
        limited = request.stagingSlots() < request.blocks();
        width = limited ? request.stagingSlots() + 1 : 2;
    }

    /** Numbers in a state; the state before the first block is all zeros. */
    int width() {
        return width;
    }

    /** Whether a load may have to wait for a slot, beside the loads before it. */
    boolean isLimited() {
        return limited;
    }

    /**
     * Passes one block.
     *
     * @param from holds the state before the block at {@code at}
     * @param loadSeconds 0 if the block waits for no load
     * @param holdsSlot whether the block's data lie in a staging slot; true wherever {@code loadSeconds} is positive
     * @param to receives the state after the block at {@code into}; may be the same place
     */
    void advance(
            double[] from,
            int at,
            double loadSeconds,
            boolean holdsSlot,
            double computeSeconds,
            double[] to,
            int into) {
        double loadEnd = from[at + 1] + loadSeconds;
        double computeStart = loadSeconds > 0 ? Math.max(from[at], loadEnd) : from[at];
        double computeEnd = computeStart + computeSeconds;
        to[into] = computeEnd;
        if (!holdsSlot) {
            for (int i = 1; i < width; i++) {
                to[into + i] = from[at + i];
            }
        } else if (!limited) {
            to[into + 1] = loadEnd;
        } else {
            double oldest = width > 2 ? from[at + 2] : computeEnd;
            double next = Math.max(loadEnd, oldest);
            to[into + 1] = next;
            for (int i = 2; i < width - 1; i++) {
                // A slot that is free before the load ahead of it has started might as well come free then.
                to[into + i] = Math.max(from[at + i + 1], next);
            }
            if (width > 2) {
                to[into + width - 1] = computeEnd;
            }
        }
    }
}
