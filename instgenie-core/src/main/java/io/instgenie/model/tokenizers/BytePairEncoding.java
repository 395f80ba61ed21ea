package io.instgenie.model.tokenizers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Merges the symbols of a word, the earliest learned pair first, until none is left to merge. Thread-safe. */
final class BytePairEncoding {
    /** Two neighbouring symbols. */
    record Pair(String left, String right) {}

    private final Map<Pair, Integer> ranks;

    /** @param ranks each pair's place in the list of merges */
    BytePairEncoding(Map<Pair, Integer> ranks) {
        this.ranks = Map.copyOf(ranks);
    }

    List<String> apply(List<String> symbols) {
        List<String> word = symbols;
        Pair best = earliest(word);
        while (best != null) {
            word = merge(word, best);
            best = earliest(word);
        }
        return word;
    }

    private @Nullable Pair earliest(List<String> word) {
        Pair best = null;
        int bestRank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < word.size(); i++) {
            Pair pair = new Pair(word.get(i), word.get(i + 1));
            int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
            if (rank < bestRank) {
                best = pair;
                bestRank = rank;
            }
        }
        return best;
    }

    private static List<String> merge(List<String> word, Pair pair) {
        List<String> merged = new ArrayList<>(word.size());
        int i = 0;
        while (i < word.size()) {
            boolean found = i + 1 < word.size()
                    && word.get(i).equals(pair.left())
                    && word.get(i + 1).equals(pair.right());
            merged.add(found ? pair.left() + pair.right() : word.get(i));
            i += found ? 2 : 1;
        }
        return merged;
    }
}
