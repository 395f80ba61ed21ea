package io.instgenie.batching;

import static io.instgenie.batching.Jobs.edit;
import static io.instgenie.batching.Jobs.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseAlignmentTest {
    private static final BatchLimits LIMITS = BatchLimits.ofJobs(8);

    private final PhaseAlignment alignment = new PhaseAlignment(Duration.ofMinutes(1));

    @Test
    void aJobWaitsForOneThatIsCloseBehind() {
        JobView leader = edit(1, 7, 2, 18);
        assertThat(alignment.held(state(9, List.of(leader, edit(2, 7, 1, 19)), List.of(), LIMITS)))
                .containsExactly(leader);
    }

    @Test
    void aJobDoesNotWaitWhereLittleWouldBeShared() {
        assertThat(alignment.held(state(9, List.of(edit(1, 7, 15, 5), edit(2, 7, 1, 19)), List.of(), LIMITS)))
                .isEmpty();
    }

    @Test
    void strangersDoNotWait() {
        assertThat(alignment.held(state(9, List.of(edit(1, 7, 2, 18), edit(2, 8, 1, 19)), List.of(), LIMITS)))
                .isEmpty();
    }

    @Test
    void nobodyWaitsLongerThanPatienceAllows() {
        List<JobView> jobs = List.of(edit(1, 7, 2, 18), edit(2, 7, 1, 19));
        assertThat(alignment.held(state(62, jobs, List.of(), LIMITS))).isEmpty();
    }

    @Test
    void inStepJobsGoOnTogether() {
        List<JobView> jobs = List.of(edit(1, 7, 2, 18), edit(2, 7, 2, 18));
        assertThat(StepSchedulerKind.CONTINUOUS.create().schedule(state(9, jobs, List.of(), LIMITS)))
                .isEqualTo(jobs);
    }
}
