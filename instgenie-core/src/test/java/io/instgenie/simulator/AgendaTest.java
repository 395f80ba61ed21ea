package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgendaTest {
    /** Random ends that are set, put off, moved up and taken, against a sorted map. */
    @Test
    void theEarliestIsFirstHoweverEndsAreMoved() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int activities = 1 + random.nextInt(20);
            Agenda agenda = new Agenda(activities);
            Map<Integer, Long> expected = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(3) > 0) {
                    int activity = random.nextInt(activities);
                    long end = random.nextInt(10);
                    agenda.set(activity, end);
                    expected.put(activity, end);
                } else if (!expected.isEmpty()) {
                    Map.Entry<Integer, Long> first = expected.entrySet().stream()
                            .min(Map.Entry.<Integer, Long>comparingByValue()
                                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                            .orElseThrow();
                    assertThat(agenda.first()).as("seed %d, %d", seed, i).isEqualTo(first.getKey());
                    assertThat(agenda.firstNanos()).isEqualTo(first.getValue());
                    agenda.removeFirst();
                    expected.remove(first.getKey());
                }
                assertThat(agenda.isEmpty()).isEqualTo(expected.isEmpty());
            }
        }
    }
}
