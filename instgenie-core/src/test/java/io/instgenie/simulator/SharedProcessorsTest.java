package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedProcessorsTest {
    private final Agenda agenda = new Agenda(3);

    @Test
    void activitiesThatHaveALaneEachDoNotSlowEachOther() {
        SharedProcessors processors = new SharedProcessors(2, 3, agenda);
        processors.begin(0, 100, 0);
        processors.begin(1, 50, 0);
        assertThat(end(processors)).isEqualTo(50);
        assertThat(end(processors)).isEqualTo(100);
    }

    /** From 40 on three share two lanes: the 60 left of the first take 90. */
    @Test
    void activitiesBeyondTheLanesShareThem() {
        SharedProcessors processors = new SharedProcessors(2, 3, agenda);
        processors.begin(0, 100, 0);
        processors.begin(1, 1000, 0);
        processors.begin(2, 1000, 40);
        assertThat(agenda.first()).isZero();
        assertThat(end(processors)).isEqualTo(130);
        // The second has done 40 + 60 of its 1000, and has a lane again.
        assertThat(agenda.first()).isEqualTo(1);
        assertThat(end(processors)).isEqualTo(1030);
        assertThat(end(processors)).isEqualTo(1070);
    }

    private long end(SharedProcessors processors) {
        long now = agenda.firstNanos();
        int activity = agenda.first();
        agenda.removeFirst();
        processors.end(activity, now);
        return now;
    }
}
