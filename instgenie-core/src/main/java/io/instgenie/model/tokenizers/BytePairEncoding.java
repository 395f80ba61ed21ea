package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding with a mark at the end of a word: starting from single characters, the pair that was learned first is merged first,
 * of equal pairs the leftmost, until none is left. O(n log n) in the length of a word. Immutable.
 *
 * <p>Sennrich, Haddow, Birch: Neural Machine Translation of Rare Words with Subword Units (ACL 2016).
 */
final class BytePairEncoding {
    static final String END_OF_WORD = "</w>";

    private static final Comparator<Candidate> FIRST_LEARNED_LEFTMOST =
            Comparator.comparingInt((Candidate c) -> c.merge.rank).thenComparingInt(Candidate::left);

    private final Vocabulary vocabulary;
    private final int unknownId;
    private final Map<Long, Merge> merges = new HashMap<>(); // by pair of ids

    /** What a pair becomes. */
    private record Merge(int rank, int id) {}

    /** A merge of the symbol at {@code left} with its right neighbour, unless either has changed since. */
    private record Candidate(Merge merge, int left) {}

    /**
     * @param merges pairs of tokens, first learned first
     * @param place where the merges stand, for messages
     * @throws ModelFormatException if a merge is not two tokens of the vocabulary that make a third
     */
    BytePairEncoding(Vocabulary vocabulary, List<List<String>> merges, int unknownId, String place) {
        this.vocabulary = vocabulary;
        this.unknownId = unknownId;
        for (int rank = 0; rank < merges.size(); rank++) {
            List<String> pair = merges.get(rank);
            Integer left = pair.size() == 2 ? vocabulary.find(pair.get(0)) : null;
            Integer right = pair.size() == 2 ? vocabulary.find(pair.get(1)) : null;
            Integer merged = vocabulary.find(String.join("", pair));
            if (left == null || right == null || merged == null) {
                throw new ModelFormatException(
                        place + ": merge " + rank + ", " + pair + ", is not two known tokens that make a third");
            }
            this.merges.put(pair(left, right), new Merge(rank, merged));
        }
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /** Gives the ids of {@code word} to {@code out}. */
    void encode(String word, LongConsumer out) {
        Symbols symbols = new Symbols(word);
        symbols.mergeAll();
        symbols.forEach(out);
    }

    /** The word as a linked list of ids; a symbol is known by its first character's place. */
    private final class Symbols {
        private static final int NONE = -1;

        private final int[] ids;
        private final int[] next;
        private final int[] previous;
        private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(FIRST_LEARNED_LEFTMOST);

        Symbols(String word) {
            int length = word.length();
            ids = new int[length];
            next = new int[length];
            previous = new int[length];
            for (int i = 0; i < length; i++) {
                boolean last = i == length - 1;
                Integer id = vocabulary.find(word.charAt(i) + (last ? END_OF_WORD : ""));
                ids[i] = id == null ? unknownId : id;
                next[i] = last ? NONE : i + 1;
                previous[i] = i - 1;
            }
        }

        void mergeAll() {
            for (int i = 0; i < ids.length; i++) {
                propose(i);
            }
            for (Candidate best = candidates.poll(); best != null; best = candidates.poll()) {
                if (best.merge.equals(mergeAt(best.left))) {
                    mergeRight(best.left, best.merge.id);
                }
            }
        }

        private void propose(int left) {
            Merge merge = mergeAt(left);
            if (merge != null) {
                candidates.add(new Candidate(merge, left));
            }
        }

        private @Nullable Merge mergeAt(int left) {
            return left == NONE || ids[left] == NONE || next[left] == NONE
                    ? null
                    : merges.get(pair(ids[left], ids[next[left]]));
        }

        private void mergeRight(int left, int id) {
            int right = next[left];
            ids[left] = id;
            ids[right] = NONE;
            next[left] = next[right];
            if (next[left] != NONE) {
                previous[next[left]] = left;
            }
            propose(previous[left]);
            propose(left);
        }

        void forEach(LongConsumer out) {
            for (int i = ids.length == 0 ? NONE : 0; i != NONE; i = next[i]) {
                out.accept(ids[i]);
            }
        }
    }
}
