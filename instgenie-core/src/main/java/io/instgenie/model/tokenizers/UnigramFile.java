package io.instgenie.model.tokenizers;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A unigram model as its files tell it.
 *
 * @param place where it stands, for messages
 * @param pieces by id
 * @param scores log probabilities by id
 * @param unknownId the piece that stands for unknown characters
 * @param charsMap normalizes a text
 * @param added pieces to be cut out of a text first
 */
record UnigramFile(
        String place,
        List<String> pieces,
        List<Double> scores,
        int unknownId,
        PrecompiledCharsMap charsMap,
        List<AddedToken> added) {
    /** From a {@code spiece.model}, whose vocabulary ends in {@code extraIds} sentinels that it does not list. */
    static UnigramFile ofSentencePiece(byte[] file, String place, int extraIds) {
        SentencePieceModel proto = SentencePieceModel.parse(file, place);
        List<String> pieces = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        List<AddedToken> added = new ArrayList<>();
        int unknownId = -1;
        for (SentencePieceModel.Piece piece : proto.pieces()) {
            if (piece.isUnknown()) {
                unknownId = pieces.size();
            }
            if (piece.isUnknown() || piece.isAdded()) {
                added.add(new AddedToken(piece.text(), false));
            }
            pieces.add(piece.text());
            scores.add(piece.score());
        }
        for (int i = extraIds - 1; i >= 0; i--) {
            pieces.add("<extra_id_" + i + ">");
            scores.add(0.0);
            added.add(new AddedToken("<extra_id_" + i + ">", false));
        }
        PrecompiledCharsMap charsMap = PrecompiledCharsMap.parse(proto.charsMap(), place + ": precompiled_charsmap");
        return new UnigramFile(place, pieces, scores, unknownId, charsMap, added);
    }

    /** From a {@code tokenizer.json}; its added tokens are read with the other {@link SpecialTokens}. */
    static UnigramFile ofJson(JsonObject file) {
        JsonObject model = file.object("model");
        if (!model.string("type").equals("Unigram")) {
            throw model.wrong("type", "Unigram");
        }
        List<String> pieces = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (Object entry : model.list("vocab")) {
            if (entry instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof String piece
                    && pair.get(1) instanceof Double score) {
                pieces.add(piece);
                scores.add(score);
            } else {
                throw model.wrong("vocab", "a list of pieces with their scores; entry " + pieces.size() + " is not");
            }
        }
        return new UnigramFile(model.place(), pieces, scores, model.integer("unk_id"), charsMap(file), List.of());
    }

    private static PrecompiledCharsMap charsMap(JsonObject file) {
        if (!file.has("normalizer")) {
            return PrecompiledCharsMap.parse(new byte[0], file.place());
        }
        JsonObject normalizer = file.object("normalizer");
        List<?> normalizers =
                normalizer.has("normalizers") ? normalizer.list("normalizers") : List.of(normalizer.fields());
        for (Object entry : normalizers) {
            JsonObject part = file.objectOf(entry, "normalizer");
            if (part.string("type").equals("Precompiled")) {
                return PrecompiledCharsMap.parse(decode(part), part.place() + ": precompiled_charsmap");
            }
        }
        return PrecompiledCharsMap.parse(new byte[0], file.place());
    }

    private static byte[] decode(JsonObject normalizer) {
        try {
            return Base64.getDecoder().decode(normalizer.string("precompiled_charsmap"));
        } catch (IllegalArgumentException e) {
            throw normalizer.wrong("precompiled_charsmap", "base64");
        }
    }
}
