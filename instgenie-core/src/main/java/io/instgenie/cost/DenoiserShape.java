package io.instgenie.cost;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** The shape of a denoiser with these blocks, told by the names of their kinds. */
    public static DenoiserShape of(Iterable<String> blocks, long bytesPerToken) {
        return new DenoiserShape(count(blocks), bytesPerToken);
    }

    private static List<Kind> count(Iterable<String> blocks) {
        Map<String, Integer> counts = new TreeMap<>();
        blocks.forEach(block -> counts.merge(block, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(kind -> new Kind(kind.getKey(), kind.getValue()))
                .toList();
    }

    /** Like blocks: their name in the cost model, and how many there are. */
    public record Kind(String name, int blocks) {}

    /** Blocks of all kinds. */
    public int blocks() {
        return kinds.stream().mapToInt(Kind::blocks).sum();
    }
}
