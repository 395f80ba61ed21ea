package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.cost.SharedTime.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTimeTest {
    private static Span span(double began, double ended, int threads) {
        return new Span(Math.round(1e9 * began), Math.round(1e9 * ended), threads);
    }

    private static void assertIs(SharedTime time, double seconds, double beside) {
        assertThat(time.seconds()).isCloseTo(seconds, within(1e-9));
        assertThat(time.beside()).isCloseTo(beside, within(1e-9));
    }

    @Test
    void whatRunsAloneOrNextToOthersIsAsLongAsItTook() {
        List<SharedTime> times = SharedTime.of(List.of(span(1, 3, 1), span(0, 1, 1), span(5, 5, 1)), 2);
        assertIs(times.get(0), 2, 0);
        assertIs(times.get(1), 1, 0);
        assertIs(times.get(2), 0, 0);
    }

    @Test
    void besideIsTheShareOfWhatItTakesAlone() {
        List<SharedTime> times = SharedTime.of(List.of(span(0, 4, 1), span(3, 6, 1)), 2);
        assertIs(times.get(0), 4, 0.25);
        assertIs(times.get(1), 3, 1.0 / 3);
    }

    /** From 2 to 5 three threads share two processors, from 5 to 6 four. */
    @Test
    void threadsBeyondTheProcessorsShareThem() {
        List<SharedTime> times = SharedTime.of(List.of(span(0, 6, 2), span(2, 8, 1), span(5, 6, 1)), 2);
        assertIs(times.get(0), 2 + 3 * 2 / 3.0 + 0.5, 2.5 / 4.5);
        assertIs(times.get(1), 2 + 0.5 + 2, 2.5 / 4.5);
        assertIs(times.get(2), 0.5, 1);
    }
}
