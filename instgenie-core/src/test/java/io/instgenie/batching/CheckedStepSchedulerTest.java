package io.instgenie.batching;

import static io.instgenie.batching.Jobs.job;
import static io.instgenie.batching.Jobs.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckedStepSchedulerTest {
    private static final StepState STATE = state(9, List.of(job(1)), List.of(job(2), job(3)), BatchLimits.ofJobs(2));

    private final List<String> complaints = new ArrayList<>();

    static Stream<Arguments> nonsense() {
        return Stream.of(
                nonsense("nothing though jobs are ready", state -> List.of()),
                nonsense("job 99, which is unknown", state -> List.of(job(99))),
                nonsense("job 2 twice", state -> List.of(job(2), job(2))),
                nonsense("over the limits with job 3", state -> List.of(job(1), job(2), job(3))),
                nonsense("chose null", state -> Collections.singletonList(null)),
                nonsense("threw java.lang.IllegalStateException: tired", state -> {
                    throw new IllegalStateException("tired");
                }));
    }

    private static Arguments nonsense(String complaint, StepScheduler scheduler) {
        return Arguments.of(complaint, scheduler);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void isNamedAndRejected(String complaint, StepScheduler scheduler) {
        assertThat(checked(scheduler).schedule(STATE)).containsExactly(job(1), job(2));
        assertThat(complaints)
                .singleElement()
                .asString()
                .contains(complaint)
                .contains(scheduler.getClass().getName());
    }

    @Test
    void aGoodChoiceStands() {
        assertThat(checked(state -> List.of(job(3))).schedule(STATE)).containsExactly(job(3));
        assertThat(complaints).isEmpty();
    }

    private StepScheduler checked(StepScheduler scheduler) {
        return new CheckedStepScheduler(scheduler, StepSchedulerKind.CONTINUOUS.create(), complaints::add);
    }
}
