package io.instgenie.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A denoiser as a cost model sees it.
 *
 * @param kinds its blocks by kind, as the {@link CostModel} names them
 * @param lanes how often a step runs it for an edit: two under guidance by a negative prompt
 */
public record DenoiserShape(List<Kind> kinds, int lanes) {
    /** Makes a shape. */
    public DenoiserShape {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("there must be a block");
        }
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes is " + lanes + ", but a step runs the denoiser at least once");
        }
    }

    /** One that a step runs once for an edit. */
    public DenoiserShape(List<Kind> kinds) {
        this(kinds, 1);
    }

    /** The same, run so often. */
    public DenoiserShape withLanes(int lanes) {
        return new DenoiserShape(kinds, lanes);
    }

    /**
     * Like blocks.
     *
     * @param name in the cost model
     * @param blocks how many there are
     * @param imageShare rows that go through one for each image token: less than 1 where a network has coarser levels
     * @param textShare rows that go through one for each text token: 1 where text goes along, else 0
     * @param bytesPerToken size of what edits load of one, for each image token
     */
    public record Kind(String name, int blocks, double imageShare, double textShare, double bytesPerToken) {
        public Kind {
            if (blocks < 1 || !(imageShare > 0) || textShare < 0 || bytesPerToken < 0) {
                throw new IllegalArgumentException("no blocks are like " + name + ": blocks " + blocks + ", imageShare "
                        + imageShare + ", textShare " + textShare + ", bytesPerToken " + bytesPerToken);
            }
        }

        /** Blocks through which all image and text tokens go. */
        public Kind(String name, int blocks, double bytesPerToken) {
            this(name, blocks, 1, 1, bytesPerToken);
        }
    }

    /** A shape of blocks through which all tokens go, told by the names of their kinds. */
    public static DenoiserShape of(Iterable<String> blocks, double bytesPerToken) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        blocks.forEach(block -> counts.merge(block, 1, Integer::sum));
        List<Kind> kinds = new ArrayList<>();
        counts.forEach((name, count) -> kinds.add(new Kind(name, count, bytesPerToken)));
        return new DenoiserShape(kinds);
    }

    /**
     * The shape of these blocks.
     *
     * @param blocks on a canvas of {@code imageTokens} tokens
     * @param bytes of what edits load of a block
     */
    public static DenoiserShape of(List<BlockShape> blocks, int imageTokens, ToLongFunction<BlockShape> bytes) {
        Map<String, List<BlockShape>> byKind = new LinkedHashMap<>();
        blocks.forEach(block ->
                byKind.computeIfAbsent(block.kind(), kind -> new ArrayList<>()).add(block));
        List<Kind> kinds = new ArrayList<>();
        byKind.forEach((name, alike) -> {
            BlockShape first = alike.get(0);
            double loaded = alike.stream().mapToLong(bytes).average().orElse(0);
            kinds.add(new Kind(
                    name,
                    alike.size(),
                    (double) first.imageRows() / imageTokens,
                    first.textRows() > 0 ? 1 : 0,
                    loaded / imageTokens));
        });
        return new DenoiserShape(kinds);
    }

    /** Blocks of all kinds. */
    public int blocks() {
        return kinds.stream().mapToInt(Kind::blocks).sum();
    }

    /** What edits load of all blocks, for each image token. */
    public double bytesPerToken() {
        return kinds.stream()
                .mapToDouble(kind -> kind.blocks() * kind.bytesPerToken())
                .sum();
    }
}
