package io.instgenie.admission;

import io.instgenie.cost.Demand;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.edit.DeadlineExceededException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses early what would be late in the best case. Stateless. */
public final class DeadlineCheck {
    private DeadlineCheck() {}

    /**
     * Compares the time left with that of all steps on a device that has nothing else to do.
     *
     * @param tier where the template's activations lie; null if nowhere, or for a dense edit
     * @throws DeadlineExceededException if they take longer
     */
    public static void require(long nanosLeft, JobSize size, @Nullable Tier tier, int steps, StepCost costs) {
        double needed = neededSeconds(size, tier, steps, costs);
        if (needed > nanosLeft / 1e9) {
            throw new DeadlineExceededException(String.format(
                    Locale.ROOT,
                    "the deadline cannot be met: %.3f s are left, %d steps take %.3f s even alone",
                    nanosLeft / 1e9,
                    steps,
                    needed));
        }
    }

    /** Seconds of all steps on a device that has nothing else to do. */
    public static double neededSeconds(JobSize size, @Nullable Tier tier, int steps, StepCost costs) {
        Demand step = costs.step().plus(costs.job(size, tier));
        return steps * step.seconds();
    }
}
