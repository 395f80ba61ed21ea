package io.instgenie.edit;

import java.util.List;

/**
 * How a result came about: enough to make it again, and to see what the cache saved.
 *
 * @param seed the request's seed
 * @param steps denoising steps run
 * @param mode how it was computed: {@link EditMode#DENSE} or {@link EditMode#CACHED}
 * @param maskRatio the share of masked pixels, 0 to 1
 * @param maskedTokens image tokens that were computed in every step of a cached edit: those the mask touches by even one pixel
 * @param imageTokens image tokens in all
 * @param cacheHits lookups of the template's activations that were served from the cache
 * @param cacheMisses lookups that were not, and were computed
 * @param times time by phase
 * @param modelHash hash of the model's files
 * @param notes what the caller should know, e.g. that the prompt was truncated and which part of it was lost; often empty
 */
public record Provenance(
        long seed,
        int steps,
        EditMode mode,
        double maskRatio,
        int maskedTokens,
        int imageTokens,
        long cacheHits,
        long cacheMisses,
        PhaseTimes times,
        String modelHash,
        List<String> notes) {
    public Provenance {
        if (mode == EditMode.AUTO) {
            throw new IllegalArgumentException("an edit is computed DENSE or CACHED, never AUTO");
        }
        notes = List.copyOf(notes);
    }
}
