package io.instgenie.cost;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CostModel} over all blocks of a denoiser, frozen: what steps of given jobs ask for. Router, step scheduler and admission
 * reckon with the same one, so that they do not work against each other. Immutable; a lookup is a few multiplications.
 */
public final class StepCost {
    private static final int TIERS = Tier.values().length;

    /** What rows cost in all blocks that have as many of them. */
    private record Level(double imageShare, double textShare, double perRow, double perRowTimesKey, double perKey) {
        static Level of(DenoiserShape.Kind kind, LinearFit fit) {
            return new Level(
                    kind.imageShare(),
                    kind.textShare(),
                    kind.blocks() * fit.perX(),
                    kind.blocks() * fit.perY(),
                    kind.blocks() * fit.perZ());
        }

        Level plus(Level other) {
            return new Level(
                    imageShare,
                    textShare,
                    perRow + other.perRow,
                    perRowTimesKey + other.perRowTimesKey,
                    perKey + other.perKey);
        }

        boolean isLike(Level other) {
            return imageShare == other.imageShare && textShare == other.textShare;
        }

        /** @param computed image tokens that go through the blocks */
        double seconds(int computed, JobSize size) {
            double text = textShare * size.textTokens();
            double rows = imageShare * computed + text;
            double keys = imageShare * size.imageTokens() + text;
            return perRow * rows + perRowTimesKey * rows * keys + perKey * keys;
        }
    }

    private final double perStep;
    private final double perJob;
    private final List<Level> levels = new ArrayList<>();
    private final double[] perLoad = new double[TIERS];
    private final double[] perLoadedToken = new double[TIERS];

    /**
     * Freezes a model as it stands. A tier of which nothing was measured is taken to be never worth a load, {@link Tier#DEVICE} to
     * need none.
     */
    public StepCost(CostModel model, DenoiserShape shape) {
        LinearFit outside = model.phaseFit(CostModel.Phase.STEP);
        LinearFit turn = model.phaseFit(CostModel.Phase.TURN);
        double fixed = outside.intercept() + turn.intercept();
        for (DenoiserShape.Kind kind : shape.kinds()) {
            LinearFit fit = model.blockFit(kind.name());
            fixed += kind.blocks() * fit.intercept();
            add(Level.of(kind, fit));
        }
        perStep = fixed;
        perJob = outside.perX() + turn.perX();
        for (Tier tier : Tier.values()) {
            OnlineFit fit = CostModel.known(model.loads(), tier);
            if (tier != Tier.DEVICE) {
                perLoad[tier.ordinal()] = fit.isEmpty()
                        ? Double.POSITIVE_INFINITY
                        : shape.blocks() * fit.fit().intercept();
                perLoadedToken[tier.ordinal()] =
                        shape.bytesPerToken() * fit.fit().perX();
            }
        }
    }

    private void add(Level level) {
        for (int i = 0; i < levels.size(); i++) {
            if (levels.get(i).isLike(level)) {
                levels.set(i, levels.get(i).plus(level));
                return;
            }
        }
        levels.add(level);
    }

    /** What every step asks for, whatever its jobs. */
    public Demand step() {
        return new Demand(perStep, 0, 0);
    }

    /** What a job's own rows add to a step. */
    public Demand edit(JobSize size) {
        return new Demand(perJob + size.lanes() * rowSeconds(size.maskedTokens(), size), 0, 0);
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
        double computed = rowSeconds(size.imageTokens(), size);
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

    private double rowSeconds(int computed, JobSize size) {
        double seconds = 0;
        for (Level level : levels) {
            seconds += level.seconds(computed, size);
        }
        return seconds;
    }
}
