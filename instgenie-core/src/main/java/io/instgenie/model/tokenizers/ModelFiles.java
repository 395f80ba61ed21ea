package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.ForeignContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a tokenizer's files whole, within limits. */
final class ModelFiles {
    /** Several times the largest tokenizer file in use. */
    private static final long LARGEST_FILE = 128L << 20;

    private ModelFiles() {}

    static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > LARGEST_FILE) {
                throw new ModelFormatException(
                        file + " has " + size + " bytes; a tokenizer's file has at most " + LARGEST_FILE);
            }
            byte[] content = Files.readAllBytes(file);
            ForeignContent.refuse(file, content);
            return content;
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Decodes {@code bytes}, which {@code name} says the origin of, as strict UTF-8. */
    static String utf8(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(name + " is not valid UTF-8", e);
        }
    }
}
