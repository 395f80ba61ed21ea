package io.instgenie.cost;

/**
 * How large an edit is, in tokens.
 *
 * @param maskedTokens image tokens that each step computes; all of them in a dense edit
 * @param textTokens tokens of its prompt
 * @param imageTokens image tokens in all
 */
public record JobSize(int maskedTokens, int textTokens, int imageTokens) {
    /** @throws IllegalArgumentException unless {@code 1 <= maskedTokens <= imageTokens} and {@code textTokens >= 0} */
    public JobSize {
        if (maskedTokens < 1 || maskedTokens > imageTokens || textTokens < 0) {
            throw new IllegalArgumentException("maskedTokens " + maskedTokens + " of imageTokens " + imageTokens
                    + ", textTokens " + textTokens + ": no edit has such a size");
        }
    }

    /** Rows that go through a block in a step. */
    public int rows() {
        return maskedTokens + textTokens;
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
