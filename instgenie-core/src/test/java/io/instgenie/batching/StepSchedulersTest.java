package io.instgenie.batching;

import static io.instgenie.batching.Jobs.due;
import static io.instgenie.batching.Jobs.edit;
import static io.instgenie.batching.Jobs.job;
import static io.instgenie.batching.Jobs.sized;
import static io.instgenie.batching.Jobs.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepSchedulersTest {
    private static final BatchLimits THREE = BatchLimits.ofJobs(3);

    private final StepScheduler continuous = StepSchedulerKind.CONTINUOUS.create();
    private final StepScheduler fixed = StepSchedulerKind.STATIC.create();
    private final StepScheduler deadline = StepSchedulerKind.DEADLINE.create();

    @Test
    void continuousJobsJoinAtTheNextStep() {
        assertThat(continuous.schedule(state(9, List.of(job(1)), List.of(job(2), job(3), job(4)), THREE)))
                .containsExactly(job(1), job(2), job(3));
    }

    @Test
    void staticJobsWaitForTheEndOfTheBatch() {
        assertThat(fixed.schedule(state(9, List.of(job(1)), List.of(job(2)), THREE)))
                .containsExactly(job(1));
        assertThat(fixed.schedule(state(9, List.of(), List.of(job(2), job(3)), THREE)))
                .containsExactly(job(2), job(3));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsChosenOfNothing(StepSchedulerKind kind) {
        assertThat(kind.create().schedule(state(0, List.of(), List.of(), THREE)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void rowsMemoryAndTimeAreLimited(StepSchedulerKind kind) {
        List<JobView> waiting = List.of(sized(1, 100, 10), sized(2, 200, 10), sized(3, 300, 10));
        BatchLimits rows = new BatchLimits(9, 599, Long.MAX_VALUE, Double.POSITIVE_INFINITY);
        BatchLimits bytes = new BatchLimits(9, Long.MAX_VALUE, 29, Double.POSITIVE_INFINITY);
        BatchLimits seconds = new BatchLimits(9, Long.MAX_VALUE, Long.MAX_VALUE, 1.599);
        for (BatchLimits limits : List.of(rows, bytes, seconds)) {
            assertThat(kind.create().schedule(state(9, List.of(), waiting, limits)))
                    .containsExactly(waiting.get(0), waiting.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatExceedsAllLimitsStepsAlone(StepSchedulerKind kind) {
        BatchLimits tight = new BatchLimits(9, 1, 1, 1e-3);
        assertThat(kind.create().schedule(state(9, List.of(), List.of(sized(1, 100, 10), sized(2, 100, 10)), tight)))
                .containsExactly(sized(1, 100, 10));
    }

    /** A large job is not overtaken for ever by small ones that fit beside what runs. */
    @ParameterizedTest
    @EnumSource
    void whoDoesNotFitIsNotOvertakenByThoseBehind(StepSchedulerKind kind) {
        BatchLimits limits = new BatchLimits(9, Long.MAX_VALUE, 10, Double.POSITIVE_INFINITY);
        JobView running = new JobView(1, 0, null, 1, 9, sized(1, 100, 5).size(), 5, 1, JobView.NO_DEADLINE, 0);
        assertThat(kind.create()
                        .schedule(state(9, List.of(running), List.of(sized(2, 100, 6), sized(3, 100, 1)), limits)))
                .containsExactly(running);
    }

    @Test
    void loadsThatAreSharedCountOnce() {
        BatchLimits limits = new BatchLimits(9, Long.MAX_VALUE, Long.MAX_VALUE, 2);
        JobView stranger = edit(3, 8, 0, 10);
        assertThat(continuous.schedule(
                        state(9, List.of(), List.of(edit(1, 7, 0, 10), edit(2, 7, 0, 10), stranger), limits)))
                .containsExactly(edit(1, 7, 0, 10), edit(2, 7, 0, 10));
    }

    @Test
    void priorityCountsAsEarlierArrival() {
        long ageing = StepSchedulerKind.AGEING.toSeconds();
        JobView old = job(1, 0, 0);
        JobView soon = job(2, ageing - 1, 1);
        JobView late = job(3, ageing + 1, 1);
        assertThat(continuous.schedule(state(99, List.of(), List.of(old, late), BatchLimits.ofJobs(1))))
                .containsExactly(old);
        assertThat(continuous.schedule(state(99, List.of(), List.of(old, soon), BatchLimits.ofJobs(1))))
                .containsExactly(soon);
    }

    @Test
    void theEarliestDeadlineGoesFirstAndMayPauseOthers() {
        JobView running = due(1, 0, 50);
        JobView urgent = due(2, 5, 20);
        JobView later = due(3, 5, 40);
        assertThat(deadline.schedule(state(9, List.of(running), List.of(later, urgent), BatchLimits.ofJobs(2))))
                .containsExactly(urgent, later);
    }

    /** However many urgent jobs come, one without deadline is due some time. */
    @Test
    void deadlinesStarveNobody() {
        DeadlineStepScheduler scheduler = new DeadlineStepScheduler(Duration.ofSeconds(60));
        JobView patient = job(1, 0, 0);
        int second = 1;
        while (!scheduler
                .schedule(state(
                        second,
                        List.of(),
                        List.of(patient, due(second + 1, second, second + 2)),
                        BatchLimits.ofJobs(1)))
                .contains(patient)) {
            second++;
            assertThat(second).isLessThan(62);
        }
        assertThat(second).isGreaterThan(50);
    }

    @Test
    void badValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> BatchLimits.ofJobs(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new JoinOrder(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new DeadlineStepScheduler(Duration.ofSeconds(-1)));
    }
}
