package io.instgenie.cost;

import org.jspecify.annotations.Nullable;

/**
 * A {@link CostModel} over all blocks of a denoiser, frozen: what steps of given jobs ask for. Router, step scheduler and admission
 * reckon with the same one, so that they do not work against each other. Immutable; a lookup is a few multiplications.
 */
public final class StepCost {
    private static final int TIERS = Tier.values().length;

    private final double perStep;
    private final double perRow;
    private final double perRowTimesKey;
    private final double perKey;
    private final double perJob;
    private final double[] perLoad = new double[TIERS];
    private final double[] perLoadedToken = new double[TIERS];

    /**
     * Freezes a model as it stands. A tier of which nothing was measured is taken to be never worth a load, {@link Tier#DEVICE} to
     * need none.
     */
    public StepCost(CostModel model, DenoiserShape shape) {
        LinearFit beside = model.phaseFit(CostModel.Phase.STEP);
        LinearFit turn = model.phaseFit(CostModel.Phase.TURN);
        double fixed = beside.intercept() + turn.intercept();
        double row = 0;
        double rowTimesKey = 0;
        double key = 0;
        for (DenoiserShape.Kind kind : shape.kinds()) {
            LinearFit fit = model.blockFit(kind.name());
            fixed += kind.blocks() * fit.intercept();
            row += kind.blocks() * fit.perX();
            rowTimesKey += kind.blocks() * fit.perY();
            key += kind.blocks() * fit.perZ();
        }
        perStep = fixed;
        perRow = row;
        perRowTimesKey = rowTimesKey;
        perKey = key;
        perJob = beside.perX() + turn.perX();
        for (Tier tier : Tier.values()) {
            OnlineFit fit = CostModel.known(model.loads(), tier);
            if (tier != Tier.DEVICE) {
                perLoad[tier.ordinal()] = fit.isEmpty()
                        ? Double.POSITIVE_INFINITY
                        : shape.blocks() * fit.fit().intercept();
                perLoadedToken[tier.ordinal()] =
                        shape.blocks() * shape.bytesPerToken() * fit.fit().perX();
            }
        }
    }

    /** What every step asks for, whatever its jobs. */
    public Demand step() {
        return new Demand(perStep, 0, 0);
    }

    /** What a job's own rows add to a step. */
    public Demand edit(JobSize size) {
        return new Demand(perJob + rowSeconds(size.rows(), size.keys()), 0, 0);
    }

    /**
     * What the keys and values of a job's template add to a step, once for all jobs of one template at one step.
     *
     * @param tier where they lie; null if nowhere, so that they are computed
     */
    public Demand template(JobSize size, @Nullable Tier tier) {
        if (size.unmaskedTokens() == 0 || tier == Tier.DEVICE) {
            return Demand.NONE;
        }
        double computed = rowSeconds(size.keys(), size.keys());
        if (tier == null || Double.isInfinite(perLoad[tier.ordinal()])) {
            return new Demand(computed, 0, 0);
        }
        double load = perLoad[tier.ordinal()] + perLoadedToken[tier.ordinal()] * size.unmaskedTokens();
        return new Demand(0, load, computed);
    }

    /** What a job adds to a step that it shares with no other job of its template. */
    public Demand job(JobSize size, @Nullable Tier tier) {
        return edit(size).plus(template(size, tier));
    }

    private double rowSeconds(int rows, int keys) {
        return perRow * rows + perRowTimesKey * rows * keys + perKey * keys;
    }
}
