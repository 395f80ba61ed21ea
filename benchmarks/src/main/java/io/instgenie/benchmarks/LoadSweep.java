package io.instgenie.benchmarks;

import io.instgenie.examples.load.LoadRun;
import io.instgenie.examples.load.LoadVariant;
import io.instgenie.examples.load.OpenLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/**
 * Offers servers rising rates. Load 1 is the highest rate that {@link LoadVariant#DENSE_STATIC} sustains: of 0.95, 0.9, ... of what it does
 * when edits always wait, the first at which latency does not grow in the second half of a run.
 */
final class LoadSweep {
    private static final double FIRST_SHARE = 0.95;
    private static final double LAST_SHARE = 0.6;
    private static final double SHARE_STEP = 0.05;
    private static final double MOST_GROWTH = 0.1;
    private static final long SEED = 1;

    private final Function<LoadVariant, LoadServer> servers;
    private final Settings settings;

    /**
     * How long to measure.
     *
     * @param loads rising
     * @param seconds of arrivals at each rate
     * @param edits at least so many at each rate
     * @param searchEdits arrivals of a run that tells whether a rate is sustained
     * @param overloadSeconds of arrivals at 1.3 times that rate
     */
    record Settings(List<Double> loads, double seconds, int edits, int searchEdits, double overloadSeconds) {}

    LoadSweep(Function<LoadVariant, LoadServer> servers, Settings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    /** Edits per second that dense static sustains. */
    double sustainedRate() {
        try (LoadServer server = start(LoadVariant.DENSE_STATIC)) {
            double capacity =
                    server.serve(new double[settings.searchEdits], SEED).throughput();
            double share = FIRST_SHARE;
            while (share > LAST_SHARE
                    && secondHalf(serve(server, settings.searchEdits, share * capacity)) > MOST_GROWTH) {
                share -= SHARE_STEP;
            }
            say("dense static does %.3f edits a second at most and sustains %.3f", capacity, share * capacity);
            return share * capacity;
        }
    }

    private static double secondHalf(LoadRun run) {
        return run.later(run.arrivals().length / 2).growth();
    }

    /** One variant at rising loads up to {@code most}, or until it is later than {@code late} seconds at P95. */
    List<LoadPoint> sweep(LoadVariant variant, double sustained, double most, double late) {
        List<LoadPoint> points = new ArrayList<>();
        try (LoadServer server = start(variant)) {
            for (double load : settings.loads) {
                int edits = (int) Math.max(settings.edits, Math.round(load * sustained * settings.seconds));
                LoadPoint point =
                        new LoadPoint(variant, load, load * sustained, serve(server, edits, load * sustained));
                say(
                        "%s at %.2f: mean %.3f s, P95 %.3f s",
                        variant.title(), load, point.run().mean(), point.p95());
                points.add(point);
                if (load >= most || point.p95() > late) {
                    break;
                }
            }
        }
        return points;
    }

    /**
     * A variant at a load for long: {@code share} of {@link Settings#overloadSeconds}, the same arrivals for all variants.
     */
    LoadPoint hold(LoadVariant variant, double sustained, double load, double share) {
        try (LoadServer server = start(variant)) {
            double rate = load * sustained;
            int all = (int) Math.max(2, Math.round(rate * settings.overloadSeconds));
            double[] arrivals = OpenLoop.poisson(all, rate, new Random(SEED));
            LoadRun run = server.serve(Arrays.copyOf(arrivals, (int) Math.max(2, all * share)), SEED);
            LoadPoint point = new LoadPoint(variant, load, rate, run);
            say("%s held at %.2f: mean %.3f s, P95 %.3f s", variant.title(), load, run.mean(), point.p95());
            return point;
        }
    }

    private LoadServer start(LoadVariant variant) {
        LoadServer server = servers.apply(variant);
        serve(server, settings.edits, Double.POSITIVE_INFINITY); // warm-up
        return server;
    }

    private static LoadRun serve(LoadServer server, int edits, double perSecond) {
        return server.serve(OpenLoop.poisson(edits, perSecond, new Random(SEED)), SEED);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
