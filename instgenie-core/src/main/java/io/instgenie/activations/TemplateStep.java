package io.instgenie.activations;

import org.jspecify.annotations.Nullable;

/** A template at a step, which edits of a batch may share. Equal by the identity of the activations: each belongs to one manifest. */
public record TemplateStep(TemplateActivations activations, int step) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TemplateStep that && that.activations == activations && that.step == step;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(activations) + step;
    }

    TemplateStep next() {
        return new TemplateStep(activations, step + 1);
    }
}
