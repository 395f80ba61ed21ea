package io.instgenie.model.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedTokenizerTest {
    private static final String VOCAB =
            "{\"a\": 0, \"b</w>\": 1, \"ab</w>\": 2, \"<|startoftext|>\": 3, \"<|endoftext|>\": 4}";
    private static final String UNIGRAM = "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 2, \"vocab\": "
            + "[[\"<pad>\", 0], [\"</s>\", 0], [\"<unk>\", 0], [\"▁\", -2], [\"a\", -3]]}, "
            + "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"\"}}";

    @TempDir
    Path folder;

    private void writeClip() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), VOCAB);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b</w>\n");
    }

    @Test
    void theFilesAreGoodAsTheyAre() throws IOException {
        writeClip();
        assertThat(ClipTokenizer.open(folder).encode("AB", 5).ids()).containsExactly(3, 2, 4, 4, 4);
        Files.writeString(folder.resolve("tokenizer.json"), UNIGRAM);
        assertThat(T5Tokenizer.open(folder).encode("aé", 5).ids()).containsExactly(3, 4, 2, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "vocab.json | ``",
                "vocab.json | []",
                "vocab.json | {\"a\": 0",
                "vocab.json | {\"a\": 1}",
                "vocab.json | {\"a\": 0.5}",
                "vocab.json | {\"a\": \"0\"}",
                "vocab.json | {\"a\": 0, \"b</w>\": 0}",
                "merges.txt | a",
                "merges.txt | a b</w> a",
                "merges.txt | a nonsense",
                "tokenizer_config.json | ``",
                "tokenizer_config.json | {\"pad_token\": 1}",
                "tokenizer_config.json | {\"pad_token\": {}}",
                "tokenizer_config.json | {\"model_max_length\": -1}",
                "special_tokens_map.json | {\"additional_special_tokens\": [null]}",
            })
    void refusesAndNamesAFileOfClip(String name, String content) throws IOException {
        writeClip();
        Files.writeString(folder.resolve(name), content);
        assertThatThrownBy(() -> ClipTokenizer.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Unigram\" | \"BPE\" | type",
                "\"unk_id\": 2 | \"unk_id\": 5 | model",
                "\"unk_id\": 2, | `` | unk_id",
                "-3 | 1e999 | score",
                "-3 | null | vocab",
                "\"<pad>\" | \"pad\" | <pad>",
                "_charsmap\": \"\" | _charsmap\": \"?\" | precompiled_charsmap",
                "_charsmap\": \"\" | _charsmap\": \"AAA=\" | precompiled_charsmap",
            })
    void refusesAndNamesAFieldOfT5(String good, String bad, String field) throws IOException {
        assertThat(UNIGRAM).contains(good);
        Files.writeString(folder.resolve("tokenizer.json"), UNIGRAM.replace(good, bad));
        assertThatThrownBy(() -> T5Tokenizer.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining(field);
    }

    @Test
    void refusesAnEmptyFolder() {
        assertThatThrownBy(() -> ClipTokenizer.open(folder)).isInstanceOf(ModelFormatException.class);
        assertThatThrownBy(() -> T5Tokenizer.open(folder)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void refusesTextThatIsNoUtf8() throws IOException {
        writeClip();
        Files.write(folder.resolve("merges.txt"), "a é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ClipTokenizer.open(folder)).hasMessageContaining("UTF-8");
    }

    @Test
    void refusesMoreSentinelsThanAnyModelHas() throws IOException {
        Files.write(folder.resolve("spiece.model"), new byte[0]);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"extra_ids\": 2000000000}");
        assertThatThrownBy(() -> T5Tokenizer.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("extra_ids");
    }

    @Test
    void refusesALengthWithoutRoomForTheSpecialTokens() throws IOException {
        writeClip();
        Files.writeString(folder.resolve("tokenizer.json"), UNIGRAM);
        Tokenizer clip = ClipTokenizer.open(folder);
        Tokenizer t5 = T5Tokenizer.open(folder);
        assertThat(clip.encode("ab", 2).ids()).containsExactly(3, 4);
        assertThat(t5.encode("a", 1).ids()).containsExactly(1);
        assertThatThrownBy(() -> clip.encode("ab", 1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> t5.encode("a", 0)).isInstanceOf(InvalidRequestException.class);
    }
}
