package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of SentencePiece's {@code ModelProto} ({@code sentencepiece_model.proto}) that T5's tokenizer depends on.
 *
 * @param pieces in the order of their ids
 * @param charsMap the normalizer's compiled replacements; empty if it has none
 */
record SentencePieceModel(List<Piece> pieces, byte[] charsMap) {
    /** What a piece is; the numbers are the format's. */
    private static final int NORMAL = 1;

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNIGRAM = 1;

    /** A piece of text with its log probability. */
    record Piece(String text, double score, int type) {
        boolean isUnknown() {
            return type == UNKNOWN;
        }

        /** Whether it is cut out of a text before the model sees it. */
        boolean isAdded() {
            return type == CONTROL || type == USER_DEFINED;
        }
    }

    /**
     * Reads a {@code spiece.model}.
     *
     * @throws ModelFormatException if it is malformed, or not a unigram model that treats white space as T5's does
     */
    static SentencePieceModel parse(byte[] proto, String place) {
        List<Piece> pieces = new ArrayList<>();
        byte[] charsMap = {};
        for (Protobuf model = new Protobuf(place, proto); model.next(); ) {
            switch (model.field()) {
                case 1 -> pieces.add(piece(model.bytes(), place + ": piece " + pieces.size()));
                case 2 -> requireUnigram(model.bytes(), place + ": trainer_spec");
                case 3 -> charsMap = charsMap(model.bytes(), place + ": normalizer_spec");
                default -> {}
            }
        }
        return new SentencePieceModel(pieces, charsMap);
    }

    private static Piece piece(byte[] proto, String place) {
        byte[] text = {};
        float score = 0;
        int type = NORMAL;
        for (Protobuf piece = new Protobuf(place, proto); piece.next(); ) {
            switch (piece.field()) {
                case 1 -> text = piece.bytes();
                case 2 -> score = piece.float32();
                case 3 -> type = (int) piece.number();
                default -> {}
            }
        }
        return new Piece(ModelFiles.utf8(text, place), score, type);
    }

    private static void requireUnigram(byte[] proto, String place) {
        for (Protobuf trainer = new Protobuf(place, proto); trainer.next(); ) {
            if (trainer.field() == 3 && trainer.number() != UNIGRAM) {
                throw new ModelFormatException(place + ": model_type is " + trainer.number() + ", not 1 (UNIGRAM)");
            }
        }
    }

    private static byte[] charsMap(byte[] proto, String place) {
        byte[] charsMap = {};
        for (Protobuf normalizer = new Protobuf(place, proto); normalizer.next(); ) {
            switch (normalizer.field()) {
                case 2 -> charsMap = normalizer.bytes();
                case 3 -> requireTrue(normalizer, place + ": add_dummy_prefix");
                case 4 -> requireTrue(normalizer, place + ": remove_extra_whitespaces");
                case 5 -> requireTrue(normalizer, place + ": escape_whitespaces");
                default -> {}
            }
        }
        return charsMap;
    }

    private static void requireTrue(Protobuf flag, String place) {
        if (flag.number() == 0) {
            throw new ModelFormatException(place + " is false; T5's tokenizer has it true");
        }
    }
}
