package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedProcessorsTest {
    private static final SharedProcessors.Activity FIRST = new SharedProcessors.Activity(0, 1, 0);
    private static final SharedProcessors.Activity SECOND = new SharedProcessors.Activity(1, 1, 0);
    private static final SharedProcessors.Activity THIRD = new SharedProcessors.Activity(2, 1, 0);

    private final Agenda agenda = new Agenda(3);
    private final SharedProcessors processors = new SharedProcessors(2, 3, agenda);

    private long end(SharedProcessors.Activity activity) {
        assertThat(agenda.first()).isEqualTo(activity.number());
        long now = agenda.firstNanos();
        agenda.removeFirst();
        processors.end(activity, now);
        return now;
    }

    @Test
    void activitiesThatHaveAProcessorEachDoNotSlowEachOther() {
        processors.begin(FIRST, 100, 0);
        processors.begin(SECOND, 50, 0);
        assertThat(end(SECOND)).isEqualTo(50);
        assertThat(end(FIRST)).isEqualTo(100);
    }

    /** From 40 on three share two processors: the 60 left of the first take 90. */
    @Test
    void activitiesBeyondTheProcessorsShareThem() {
        processors.begin(FIRST, 100, 0);
        processors.begin(SECOND, 1000, 0);
        processors.begin(THIRD, 1000, 40);
        assertThat(end(FIRST)).isEqualTo(130);
        // The second has done 40 + 60 of its 1000, and has a processor again.
        assertThat(end(SECOND)).isEqualTo(1030);
        assertThat(end(THIRD)).isEqualTo(1070);
    }

    /** From 20 on three threads share two processors: the 80 left of the first would take 120, the 40 of the second take 60. */
    @Test
    void eachThreadOfAnActivityHasAShare() {
        SharedProcessors.Activity broad = new SharedProcessors.Activity(0, 2, 0);
        processors.begin(broad, 100, 0);
        processors.begin(SECOND, 40, 20);
        assertThat(end(SECOND)).isEqualTo(80);
        assertThat(end(broad)).isEqualTo(120);
    }

    /** Beside the second, which takes 50, the first gets 40 of its 100 done. */
    @Test
    void contentionSlowsOneThatHasAnotherBesideIt() {
        SharedProcessors.Activity touchy = new SharedProcessors.Activity(0, 1, 0.25);
        processors.begin(touchy, 100, 0);
        processors.begin(SECOND, 50, 0);
        assertThat(end(SECOND)).isEqualTo(50);
        assertThat(end(touchy)).isEqualTo(110);
    }
}
