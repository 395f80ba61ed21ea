package io.instgenie.admission;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Numbers that come and go, and the sum of the largest few of them. Not thread-safe. */
final class LargestSum {
    private final TreeMap<Long, Integer> counts = new TreeMap<>(Comparator.reverseOrder());
    private final int most;

    /** @param most how many of them count */
    LargestSum(int most) {
        this.most = most;
    }

    void add(long value) {
        counts.merge(value, 1, Integer::sum);
    }

    void remove(long value) {
        counts.computeIfPresent(value, (same, count) -> count == 1 ? null : count - 1);
    }

    long sum() {
        long sum = 0;
        int left = most;
        for (Map.Entry<Long, Integer> entry : counts.entrySet()) {
            int taken = Math.min(left, entry.getValue());
            sum += taken * entry.getKey();
            left -= taken;
            if (left == 0) {
                break;
            }
        }
        return sum;
    }
}
