package io.instgenie.routing;

import io.instgenie.cost.Tier;
import org.jspecify.annotations.Nullable;

/** How the workers stand to the template of a job that is to be placed. */
public interface TemplatePlaces {
    /** Where its activations lie as seen from a worker; null if nowhere. */
    @Nullable
    Tier tier(int worker);

    /** The most steps that an edit of it on a worker still has to do; 0 if there is none. */
    int stepsLeft(int worker);
}
