package io.instgenie.engine;

import io.instgenie.edit.EditMode;
import io.instgenie.encode.EditPlan;
import java.util.function.Predicate;

/** Decides at admission, once for all of an edit's life, whether all its tokens are computed or those under its mask. Thread-safe. */
public final class ModeJudge {
    private final boolean keepsTemplates;
    private final Predicate<EditPlan> kept;
    private final double cachedBelow;

    /**
     * @param keepsTemplates whether anything can be kept of the model's templates
     * @param kept whether activations are kept for a plan's template and schedule
     * @param cachedBelow the share of tokens up to which {@link EditMode#AUTO} uses them
     */
    public ModeJudge(boolean keepsTemplates, Predicate<EditPlan> kept, double cachedBelow) {
        this.keepsTemplates = keepsTemplates;
        this.kept = kept;
        this.cachedBelow = cachedBelow;
    }

    /** The plan with its mode decided. */
    public EditPlan decide(EditPlan plan) {
        boolean cached = keepsTemplates
                && plan.template().isPresent()
                && switch (plan.mode()) {
                    case DENSE -> false;
                    case CACHED -> true;
                    case AUTO -> plan.tokens().ratio() <= cachedBelow && kept.test(plan);
                };
        return plan.decided(cached ? EditMode.CACHED : EditMode.DENSE);
    }
}
