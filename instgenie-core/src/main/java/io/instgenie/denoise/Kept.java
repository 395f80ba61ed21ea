package io.instgenie.denoise;

/** What is kept of a template's pass, block by block: it decides which modes can later be planned. */
public enum Kept {
    /** Keys and values of the image tokens: 2 numbers per token and channel. */
    KEY_VALUES(true, false),
    /** Each block's input rows, text and image: 1 number per token and channel. */
    HIDDEN_STATES(false, true),
    /** Both, which leaves the planner every mode. */
    BOTH(true, true);

    private final boolean keyValues;
    private final boolean hiddenStates;

    Kept(boolean keyValues, boolean hiddenStates) {
        this.keyValues = keyValues;
        this.hiddenStates = hiddenStates;
    }

    boolean keyValues() {
        return keyValues;
    }

    boolean hiddenStates() {
        return hiddenStates;
    }

    /** Bytes of one step of one block, in float32. */
    long bytes(int textTokens, int tokens, int width) {
        long floats = (keyValues ? 2L * tokens : 0) + (hiddenStates ? (long) textTokens + tokens : 0);
        return floats * width * Float.BYTES;
    }
}
