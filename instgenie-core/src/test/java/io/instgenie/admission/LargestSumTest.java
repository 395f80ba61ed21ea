package io.instgenie.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestSumTest {
    @Test
    void isTheSumOfTheLargest() {
        Random random = new Random(1);
        for (int most = 1; most < 6; most++) {
            LargestSum sum = new LargestSum(most);
            List<Long> values = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (!values.isEmpty() && random.nextInt(5) < 2) {
                    sum.remove(values.remove(random.nextInt(values.size())));
                } else {
                    values.add((long) random.nextInt(20));
                    sum.add(values.get(values.size() - 1));
                }
                assertThat(sum.sum())
                        .isEqualTo(values.stream()
                                .sorted(Comparator.reverseOrder())
                                .limit(most)
                                .mapToLong(Long::longValue)
                                .sum());
            }
        }
    }
}
