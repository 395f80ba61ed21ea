package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignContentTest {
    private static final Path FILE = Path.of("x.safetensors");
    private static final String POINTER =
            "version https://git-lfs.github.com/spec/v1\\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\\nsize 4932\\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                POINTER + " | a Git LFS pointer, not the file of 4932 bytes",
                "version https://git-lfs.github.com/spec/v1 | a Git LFS pointer, not the file it",
                "<!DOCTYPE html>\\n<html> | an HTML page",
                "\\n  <HTML lang='de'> | an HTML page",
                "<?xml version='1.0'?><Error>AccessDenied</Error> | an HTML page",
                "PK\\3\\4rest | a ZIP archive",
                "GGUF\\3 | a GGUF file",
                "\\200\\2}q | a Python pickle",
            })
    void isCalledWhatItIs(String content, String told) {
        byte[] bytes = content.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ForeignContent.refuse(FILE, bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("x.safetensors is " + told);
    }

    @Test
    void whatAModelHoldsIsNone() {
        Stream.of(
                        SafetensorsBytes.ofFloats("w", 1),
                        SafetensorsBytes.of(" ".repeat(0x0280 - 2) + "{}"),
                        "{\"a\":\"<html>\"}".getBytes(StandardCharsets.UTF_8),
                        "#version: 0.2\ni n".getBytes(StandardCharsets.UTF_8),
                        new byte[0])
                .forEach(bytes ->
                        assertThatCode(() -> ForeignContent.refuse(FILE, bytes)).doesNotThrowAnyException());
    }
}
