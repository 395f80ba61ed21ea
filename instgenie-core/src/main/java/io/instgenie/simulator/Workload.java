package io.instgenie.simulator;

import io.instgenie.batching.JobView;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
 * @param patience how long callers wait; changes nothing else of the requests
 */
public record Workload(
        List<Double> ratios,
        int requests,
        double rate,
        int steps,
        int templates,
        double zipf,
        long seed,
        Patience patience) {
    private static final long CANCELS = 0x5DEECE66DL;

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

    /** Requests whose callers wait however long it takes. */
    public Workload(List<Double> ratios, int requests, double rate, int steps, int templates, double zipf, long seed) {
        this(ratios, requests, rate, steps, templates, zipf, seed, Patience.ENDLESS);
    }

    private static void require(boolean holds, String name, String limits) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + limits);
        }
    }

    /** The same requests at another rate. */
    public Workload atRate(double newRate) {
        return new Workload(ratios, requests, newRate, steps, templates, zipf, seed, patience);
    }

    /** The same requests from callers of this patience. */
    public Workload with(Patience newPatience) {
        return new Workload(ratios, requests, rate, steps, templates, zipf, seed, newPatience);
    }

    /** Draws the requests, for pictures as large as the profile's, whose costs deadlines are reckoned with. */
    public Requests draw(Profile profile) {
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
            tokens[i] = tokens(ratio, profile);
            int drawn = Arrays.binarySearch(popularity, random.nextDouble());
            template[i] = Math.min(templates - 1, drawn < 0 ? -drawn - 1 : drawn);
        }
        return new Requests(
                arrivals, tokens, template, deadlines(arrivals, profile), cancelledAfter(), steps, templates);
    }

    private static int tokens(double ratio, Profile profile) {
        return Math.max(1, (int) Math.ceil(ratio * profile.imageTokens()));
    }

    private long[] deadlines(long[] arrivals, Profile profile) {
        double mean = ratios.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double seconds = patience.deadlineFactor() * profile.aloneSeconds(tokens(mean, profile), steps);
        long nanos = Math.round(1e9 * seconds); // of infinity, the largest
        return LongStream.of(arrivals)
                .map(arrival -> nanos > JobView.NO_DEADLINE - arrival ? JobView.NO_DEADLINE : arrival + nanos)
                .toArray();
    }

    private int[] cancelledAfter() {
        SplittableRandom random = new SplittableRandom(seed ^ CANCELS); // its own: patience changes no other draw
        return IntStream.generate(
                        () -> random.nextDouble() < patience.cancelShare() ? 1 + random.nextInt(steps) : Requests.NEVER)
                .limit(requests)
                .toArray();
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
