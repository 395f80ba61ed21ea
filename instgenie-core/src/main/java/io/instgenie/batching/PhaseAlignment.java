package io.instgenie.batching;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.instgenie.cost.Demand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a job wait for a later one of its template until both stand at the same step, and share its loads from there on, where the
 * cost model says that this pays: the wait, as long as the gap, must be less than what the shared steps then gain for all jobs of the
 * batch. The gap shrinks while the job waits, so a wait that has begun is not given up for nothing.
 */
public final class PhaseAlignment {
    /** Nobody waits. */
    public static final PhaseAlignment NONE = new PhaseAlignment(Duration.ZERO);

    private final long patienceNanos;

    /**
     * An alignment.
     *
     * @param patience how long after its arrival a job may still be held back; none holds nobody
     */
    public PhaseAlignment(Duration patience) {
        patienceNanos = NANOSECONDS.convert(patience);
    }

    /** The running jobs that should skip this step; never all of them. */
    List<JobView> held(StepState state) {
        if (patienceNanos <= 0 || state.running().size() < 2) {
            return List.of();
        }
        List<JobView> held = new ArrayList<>();
        for (JobView leader : state.running()) {
            if (state.nowNanos() - leader.arrivalNanos() < patienceNanos
                    && leader.deadlineNanos() == JobView.NO_DEADLINE
                    && state.running().stream().anyMatch(other -> paysToWait(leader, other, state))) {
                held.add(leader);
            }
        }
        return held;
    }

    private static boolean paysToWait(JobView leader, JobView follower, StepState state) {
        int gap = leader.step() - follower.step();
        if (gap <= 0 || leader.template() != follower.template() || leader.isDense() || follower.isDense()) {
            return false;
        }
        Demand all = state.costs().step();
        for (JobView job : state.running()) {
            all = all.plus(job.demand(state.costs()));
        }
        Demand shared = state.costs().template(leader.size(), leader.tier());
        double gain = all.seconds() - all.plus(shared.times(-1)).seconds();
        int sharedSteps = Math.min(leader.stepsLeft(), follower.stepsLeft() - gap);
        return gap * all.seconds() < sharedSteps * gain * state.running().size();
    }
}
