package io.instgenie.model.tokenizers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts a word into the likeliest pieces (Viterbi); runs of characters that no piece covers become one unknown token. Thread-safe. */
final class Unigram {
    /** How much less likely than the least likely piece an unknown character is, as in SentencePiece. */
    private static final double UNKNOWN_PENALTY = 10;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<SentencePieceModel.Piece> pieces;
    private final int unknown;
    private final double unknownScore;
    private final int longest;

    Unigram(List<SentencePieceModel.Piece> pieces, int unknown) {
        this.pieces = pieces;
        this.unknown = unknown;
        double least = Double.POSITIVE_INFINITY;
        int length = 0;
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id).text(), id);
            least = Math.min(least, pieces.get(id).score());
            length = Math.max(length, pieces.get(id).text().length());
        }
        unknownScore = least - UNKNOWN_PENALTY;
        longest = length;
    }

    List<Integer> encode(String word) {
        int length = word.length();
        double[] best = new double[length + 1];
        int[] from = new int[length + 1];
        int[] token = new int[length + 1];
        Arrays.fill(from, -1);
        int start = 0;
        while (start < length) {
            int next = word.offsetByCodePoints(start, 1);
            boolean covered = false;
            for (int end = next; end <= Math.min(length, start + longest); end++) {
                Integer id = ids.get(word.substring(start, end));
                if (id != null) {
                    reach(best, from, token, start, end, pieces.get(id).score(), id);
                    covered |= end == next;
                }
            }
            if (!covered) {
                reach(best, from, token, start, next, unknownScore, unknown);
            }
            start = next;
        }
        return backtrack(from, token, length);
    }

    private static void reach(double[] best, int[] from, int[] token, int start, int end, double score, int id) {
        double candidate = best[start] + score;
        if (from[end] < 0 || candidate > best[end]) {
            best[end] = candidate;
            from[end] = start;
            token[end] = id;
        }
    }

    private List<Integer> backtrack(int[] from, int[] token, int length) {
        List<Integer> cut = new ArrayList<>();
        for (int end = length; end > 0; end = from[end]) {
            boolean continuesUnknown = token[end] == unknown && !cut.isEmpty() && cut.get(cut.size() - 1) == unknown;
            if (!continuesUnknown) {
                cut.add(token[end]);
            }
        }
        Collections.reverse(cut);
        return cut;
    }
}
