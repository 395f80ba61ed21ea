package io.instgenie.benchmarks;

import io.instgenie.examples.load.LoadVariant;
import java.util.List;

/** What a sweep says about two variants. */
final class LoadRatios {
    private final List<LoadPoint> points;

    LoadRatios(List<LoadPoint> points) {
        this.points = points;
    }

    /** P95 of a variant at a load, in seconds. */
    double p95(LoadVariant variant, double load) {
        return at(variant, load).p95();
    }

    /** How many times shorter the mean latency of {@code variant} is than that of dense static at load 1. */
    double mean(LoadVariant variant) {
        return at(LoadVariant.DENSE_STATIC, 1).run().mean()
                / at(variant, 1).run().mean();
    }

    /** The same, of P95. */
    double p95(LoadVariant variant) {
        return p95(LoadVariant.DENSE_STATIC, 1) / p95(variant, 1);
    }

    private LoadPoint at(LoadVariant variant, double load) {
        return of(variant).stream()
                .filter(point -> point.load() == load)
                .findFirst()
                .orElseThrow();
    }

    /** The load at which {@code variant} has the P95 that dense static has at {@code denseLoad}, as a multiple of that. */
    double rateAtSameP95(LoadVariant variant, double denseLoad) {
        return load(of(variant), p95(LoadVariant.DENSE_STATIC, denseLoad)) / denseLoad;
    }

    /** Between two points, the logarithm of P95 is taken to be linear; beyond the last, nothing is claimed. */
    private static double load(List<LoadPoint> rising, double p95) {
        LoadPoint before = null;
        for (LoadPoint point : rising) {
            if (point.p95() > p95) {
                if (before == null) {
                    return 0;
                }
                double part = Math.log(p95 / before.p95()) / Math.log(point.p95() / before.p95());
                return before.load() + part * (point.load() - before.load());
            }
            before = point;
        }
        return rising.get(rising.size() - 1).load();
    }

    private List<LoadPoint> of(LoadVariant variant) {
        return points.stream().filter(point -> point.variant() == variant).toList();
    }
}
