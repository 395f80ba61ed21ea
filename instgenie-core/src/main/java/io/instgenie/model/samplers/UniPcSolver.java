package io.instgenie.model.samplers;

/** The function B(h) of UniPC (<a href="https://arxiv.org/abs/2302.04867">2302.04867</a>, section 3.3). */
public enum UniPcSolver {
    /** h itself. */
    BH1,
    /** {@code exp(h) - 1}. */
    BH2;

    double of(double h) {
        return this == BH1 ? h : Math.expm1(h);
    }
}
