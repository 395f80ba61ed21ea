package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A unigram language model over pieces of text: a word is cut so that the sum of its pieces' log probabilities is largest (Viterbi, as
 * {@code Unigram::encode_optimized} of Hugging Face's tokenizers). A character that is no piece is unknown; neighbouring unknown ones
 * become one token. Immutable.
 *
 * <p>Kudo: Subword Regularization (ACL 2018).
 */
final class Unigram {
    /** How much less likely an unknown character is than the least likely piece. */
    private static final double UNKNOWN_PENALTY = 10;

    private final String[] pieces; // sorted, so that those with a common prefix lie together
    private final int[] ids; // of pieces
    private final double[] scores; // of pieces
    private final int unknownId;
    private final double unknownScore;

    /**
     * @param pieces by id; of equal ones the last counts
     * @param scores by id
     * @throws ModelFormatException if there are no pieces, a score is not finite, or there is no piece {@code unknownId}
     */
    Unigram(List<String> pieces, List<Double> scores, int unknownId, String place) {
        if (unknownId < 0 || unknownId >= pieces.size()) {
            throw new ModelFormatException(
                    place + ": the unknown token " + unknownId + " is not one of the " + pieces.size() + " pieces");
        }
        TreeMap<String, Integer> idOf = new TreeMap<>();
        double lowest = Double.POSITIVE_INFINITY;
        for (int id = 0; id < pieces.size(); id++) {
            if (!Double.isFinite(scores.get(id))) {
                throw new ModelFormatException(place + ": the score of piece " + id + " is " + scores.get(id));
            }
            idOf.put(pieces.get(id), id);
            lowest = Math.min(lowest, scores.get(id));
        }
        this.pieces = idOf.keySet().toArray(String[]::new);
        this.ids = idOf.values().stream().mapToInt(Integer::intValue).toArray();
        this.scores = Arrays.stream(ids).mapToDouble(scores::get).toArray();
        this.unknownId = unknownId;
        this.unknownScore = lowest - UNKNOWN_PENALTY;
    }

    /** Gives the ids of {@code word} to {@code out}. */
    void encode(String word, LongConsumer out) {
        new Lattice(word).emit(out);
    }

    /** The best way to each position of one word. */
    private final class Lattice {
        private final String word;
        private final double[] best; // by end position: the score of the best way there
        private final int[] start; // by end position: where that way's last piece starts
        private final int[] id; // by end position: that way's last piece

        Lattice(String word) {
            this.word = word;
            best = new double[word.length() + 1];
            Arrays.fill(best, Double.NEGATIVE_INFINITY);
            best[0] = 0;
            start = new int[word.length() + 1];
            id = new int[word.length() + 1];
            for (int from = 0; from < word.length(); from += widthAt(from)) {
                extend(from);
            }
        }

        private int widthAt(int from) {
            return Character.charCount(word.codePointAt(from));
        }

        private void extend(int from) {
            boolean known = false;
            int low = 0;
            int high = pieces.length; // the pieces in [low, high) start with word[from, end)
            for (int end = from + 1; end <= word.length(); end++) {
                char c = word.charAt(end - 1);
                low = firstWith(c, end - 1 - from, low, high);
                high = firstWith(c + 1, end - 1 - from, low, high);
                if (low == high) {
                    break;
                }
                if (pieces[low].length() == end - from) {
                    offer(from, end, scores[low], ids[low]);
                    known |= end == from + widthAt(from);
                }
            }
            if (!known) {
                offer(from, from + widthAt(from), unknownScore, unknownId);
            }
        }

        /** The first of the pieces in {@code [low, high)}, alike before {@code depth}, whose character there is at least {@code c}. */
        private int firstWith(int c, int depth, int low, int high) {
            int first = low;
            int end = high;
            while (first < end) {
                int middle = (first + end) >>> 1;
                if (pieces[middle].length() <= depth || pieces[middle].charAt(depth) < c) {
                    first = middle + 1;
                } else {
                    end = middle;
                }
            }
            return first;
        }

        private void offer(int from, int end, double score, int piece) {
            double total = score + best[from];
            if (total > best[end]) {
                best[end] = total;
                start[end] = from;
                id[end] = piece;
            }
        }

        void emit(LongConsumer out) {
            int[] reversed = new int[word.length()];
            int count = 0;
            for (int end = word.length(); end > 0; end = start[end]) {
                boolean joinsUnknown = id[end] == unknownId && count > 0 && reversed[count - 1] == unknownId;
                if (!joinsUnknown) {
                    reversed[count++] = id[end];
                }
            }
            while (count > 0) {
                out.accept(reversed[--count]);
            }
        }
    }
}
