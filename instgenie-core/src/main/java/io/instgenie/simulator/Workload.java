package io.instgenie.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests to come: Poisson arrivals, mask ratios drawn from a trace, templates drawn by Zipf's law. The same seed gives the same
 * requests, to the bit.
 *
 * @param ratios mask ratios to draw from, 0 to 1
 * @param requests how many
 * @param rate requests a second, of all workers together
 * @param steps denoising steps of each
 * @param templates how many there are
 * @param zipf the exponent of their popularity; 0 makes all alike
 * @param seed of all draws
 */
public record Workload(
        List<Double> ratios, int requests, double rate, int steps, int templates, double zipf, long seed) {
    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public Workload {
        ratios = List.copyOf(ratios);
        require(!ratios.isEmpty() && ratios.stream().allMatch(r -> r >= 0 && r <= 1), "ratios", "some, 0 to 1");
        require(requests >= 1, "requests", "1 or more");
        require(rate > 0 && Double.isFinite(rate), "rate", "positive");
        require(steps >= 1 && steps <= 1000, "steps", "1 to 1000");
        require(templates >= 1, "templates", "1 or more");
        require(zipf >= 0 && Double.isFinite(zipf), "zipf", "0 or more");
    }

    private static void require(boolean holds, String name, String limits) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + limits);
        }
    }

    /** The same requests at another rate. */
    public Workload atRate(double newRate) {
        return new Workload(ratios, requests, newRate, steps, templates, zipf, seed);
    }

    /** Draws the requests, for pictures of so many tokens. */
    public Requests draw(int imageTokens) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] popularity = cumulativePopularity();
        long[] arrivals = new long[requests];
        int[] tokens = new int[requests];
        int[] template = new int[requests];
        double seconds = 0;
        for (int i = 0; i < requests; i++) {
            seconds -= Math.log(1 - random.nextDouble()) / rate;
            arrivals[i] = Math.round(seconds * 1e9);
            double ratio = ratios.get(random.nextInt(ratios.size()));
            tokens[i] = Math.max(1, (int) Math.ceil(ratio * imageTokens));
            int drawn = Arrays.binarySearch(popularity, random.nextDouble());
            template[i] = Math.min(templates - 1, drawn < 0 ? -drawn - 1 : drawn);
        }
        return new Requests(arrivals, tokens, template, steps, templates);
    }

    private double[] cumulativePopularity() {
        double[] cumulative = new double[templates];
        double sum = 0;
        for (int i = 0; i < templates; i++) {
            sum += Math.pow(i + 1, -zipf);
            cumulative[i] = sum;
        }
        for (int i = 0; i < templates; i++) {
            cumulative[i] /= sum;
        }
        return cumulative;
    }
}
