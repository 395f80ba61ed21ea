package io.instgenie.metrics;

/**
 * How well an engine's model of costs fits what was measured of the machine before the first edit: R^2, the share of the measured times'
 * variance that the model explains, at most 1. NaN where nothing was measured: an engine without files learns from its steps alone.
 *
 * @param blocks of the time that blocks compute
 * @param loads of the time that loads from files take
 */
public record CostFit(double blocks, double loads) {
    /** Of what was not measured. */
    public static final CostFit NONE = new CostFit(Double.NaN, Double.NaN);
}
