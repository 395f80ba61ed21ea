package io.instgenie.examples.load;

import java.util.Arrays;
import java.util.Random;

/** Items by popularity, the most popular is 0: the k-th is drawn with a probability proportional to 1/k (Zipf's law, exponent 1). Immutable. */
public final class Zipf {
    private final double[] cumulative;

    public Zipf(int items) {
        cumulative = new double[items];
        double sum = 0;
        for (int item = 0; item < items; item++) {
            sum += 1.0 / (item + 1);
            cumulative[item] = sum;
        }
    }

    /** The next item. */
    public int draw(Random random) {
        int last = cumulative.length - 1;
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[last]);
        return Math.min(last, found < 0 ? -found - 1 : found);
    }
}
