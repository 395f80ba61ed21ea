package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces and the normalisation of a unigram model.
 *
 * @param pieces by id
 * @param charsMap the compiled normalisation, empty for none
 */
record SentencePieceModel(List<Piece> pieces, byte[] charsMap) {
    /** One entry of the vocabulary; the score is its log probability. */
    record Piece(String text, double score) {}

    private static final int PIECES = 1;
    private static final int NORMALIZER = 3;
    private static final int PIECE_TEXT = 1;
    private static final int PIECE_SCORE = 2;
    private static final int NORMALIZER_CHARS_MAP = 2;

    /** Reads a {@code spiece.model}, SentencePiece's {@code ModelProto}. */
    static SentencePieceModel read(Path file) {
        List<Piece> pieces = new ArrayList<>();
        byte[][] charsMap = {new byte[0]};
        try {
            Protobuf.fields(ByteBuffer.wrap(Files.readAllBytes(file)), file, (field, value) -> {
                if (field == PIECES) {
                    pieces.add(piece(value, file));
                } else if (field == NORMALIZER) {
                    Protobuf.fields(value, file, (inner, bytes) -> {
                        if (inner == NORMALIZER_CHARS_MAP) {
                            charsMap[0] = Protobuf.bytes(bytes);
                        }
                    });
                }
            });
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (pieces.isEmpty()) {
            throw new ModelFormatException(file + " has no pieces");
        }
        return new SentencePieceModel(List.copyOf(pieces), charsMap[0]);
    }

    private static Piece piece(ByteBuffer message, Path file) {
        String[] text = {""};
        double[] score = {0};
        Protobuf.fields(message, file, (field, value) -> {
            if (field == PIECE_TEXT) {
                text[0] = new String(Protobuf.bytes(value), StandardCharsets.UTF_8);
            } else if (field == PIECE_SCORE && value.remaining() == Float.BYTES) {
                score[0] = value.order(ByteOrder.LITTLE_ENDIAN).getFloat();
            }
        });
        return new Piece(text[0], score[0]);
    }
}
