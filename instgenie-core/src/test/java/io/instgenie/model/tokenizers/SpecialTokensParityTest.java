package io.instgenie.model.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts full of special tokens, spelled right and wrong, and of characters that normalizers treat specially, with the ids and the cut-off
 * text that Transformers 5.23 (tokenizers 0.23.3) gives.
 */
class SpecialTokensParityTest {
    @TempDir
    Path copy;

    @Test
    void clip() throws Exception {
        assertAllEqual(ClipTokenizer.open(parity("clip")), "clip.json", 20);
    }

    /** SDXL's second tokenizer pads with an exclamation mark, which thereby becomes a special token. */
    @Test
    void clipThatPadsWithAnExclamationMark() throws Exception {
        for (String name : List.of("vocab.json", "merges.txt")) {
            Files.copy(parity("clip").resolve(name), copy.resolve(name));
        }
        for (String name : List.of("tokenizer_config.json", "special_tokens_map.json")) {
            String json = Files.readString(parity("clip").resolve(name));
            Files.writeString(
                    copy.resolve(name), json.replace("\"pad_token\": \"<|endoftext|>\"", "\"pad_token\": \"!\""));
        }
        assertAllEqual(ClipTokenizer.open(copy), "clip-pad.json", 20);
    }

    @Test
    void t5FromSentencePiece() throws Exception {
        assertAllEqual(T5Tokenizer.open(parity("t5")), "t5.json", 16);
    }

    @Test
    void t5FromSentencePieceAlone() throws Exception {
        Files.copy(parity("t5").resolve("spiece.model"), copy.resolve("spiece.model"));
        assertAllEqual(T5Tokenizer.open(copy), "t5.json", 16);
    }

    @Test
    void t5FromTokenizerJson() throws Exception {
        Files.copy(parity("t5").resolve("tokenizer.json"), copy.resolve("tokenizer.json"));
        assertAllEqual(T5Tokenizer.open(copy), "t5.json", 16);
    }

    private static Path parity(String name) throws Exception {
        return Path.of(Objects.requireNonNull(SpecialTokensParityTest.class.getResource("/parity/tokenizers/clip.json"))
                        .toURI())
                .resolveSibling(name);
    }

    private static void assertAllEqual(Tokenizer tokenizer, String file, int maxLength) throws IOException {
        try (InputStream in = SpecialTokensParityTest.class.getResourceAsStream("special-tokens/" + file)) {
            JsonObject json = JsonObject.parse(Objects.requireNonNull(in).readAllBytes(), file);
            List<?> cases = json.list("cases");
            assertThat(cases).hasSize(200);
            for (Object entry : cases) {
                JsonObject expected = json.objectOf(entry, "cases");
                Tokenization actual = tokenizer.encode(expected.string("text"), maxLength);
                String text = "text with UTF-8 bytes " + hex(expected.string("text"));
                assertThat(actual.ids()).as(text).isEqualTo(longs(expected.list("ids")));
                assertThat(actual.truncated()).as(text).isEqualTo(expected.string("truncated"));
            }
        }
    }

    private static long[] longs(List<?> numbers) {
        return numbers.stream()
                .mapToLong(number -> ((Double) number).longValue())
                .toArray();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
