package io.instgenie.routing;

import io.instgenie.cost.JobSize;

/**
 * What a {@link Router} knows of the job it is to place.
 *
 * @param size how large it is
 * @param steps its steps
 * @param template how the workers stand to its template; not asked for a dense edit
 */
public record RoutedJob(JobSize size, int steps, TemplatePlaces template) {
    /** Whether it is a dense edit, which has no template. */
    public boolean isDense() {
        return size.unmaskedTokens() == 0;
    }
}
