package io.instgenie.cost;

import java.util.List;

/**
 * A denoiser as a cost model sees it.
 *
 * @param kinds its blocks by kind, as the {@link CostModel} names them
 * @param bytesPerToken size of one image token's key and value in one block
 */
public record DenoiserShape(List<Kind> kinds, long bytesPerToken) {
    /** Makes a shape. */
    public DenoiserShape {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty() || bytesPerToken < 1) {
            throw new IllegalArgumentException("kinds is " + kinds + ", bytesPerToken " + bytesPerToken
                    + ": there must be a block, and a token takes room");
        }
    }

    /** Like blocks: their name in the cost model, and how many there are. */
    public record Kind(String name, int blocks) {}

    /** Blocks of all kinds. */
    public int blocks() {
        return kinds.stream().mapToInt(Kind::blocks).sum();
    }
}
