package io.instgenie.cost;

/**
 * How large an edit is, in tokens.
 *
 * @param maskedTokens image tokens that each step computes; all of them in a dense edit
 * @param textTokens tokens of its prompt
 * @param imageTokens image tokens in all
 * @param lanes runs of the denoiser that each step needs: two under guidance by a negative prompt
 */
public record JobSize(int maskedTokens, int textTokens, int imageTokens, int lanes) {
    /** @throws IllegalArgumentException unless {@code 1 <= maskedTokens <= imageTokens} and {@code textTokens >= 0} */
    public JobSize {
        if (maskedTokens < 1 || maskedTokens > imageTokens || textTokens < 0 || lanes < 1) {
            throw new IllegalArgumentException("maskedTokens " + maskedTokens + " of imageTokens " + imageTokens
                    + ", textTokens " + textTokens + ", lanes " + lanes + ": no edit has such a size");
        }
    }

    /** An edit that runs the denoiser once a step. */
    public JobSize(int maskedTokens, int textTokens, int imageTokens) {
        this(maskedTokens, textTokens, imageTokens, 1);
    }

    /** Rows that go through a block in a step. */
    public int rows() {
        return lanes * (maskedTokens + textTokens);
    }

    /** Keys that each row attends to. */
    public int keys() {
        return imageTokens + textTokens;
    }

    /** Image tokens whose keys and values come from the template. */
    public int unmaskedTokens() {
        return imageTokens - maskedTokens;
    }
}
