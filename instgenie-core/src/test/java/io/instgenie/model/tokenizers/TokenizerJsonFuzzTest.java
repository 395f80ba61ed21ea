package io.instgenie.model.tokenizers;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.instgenie.edit.ModelFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Whatever a {@code tokenizer.json} holds, it makes a tokenizer that works, or is refused by name. */
class TokenizerJsonFuzzTest {
    private static final SpecialTokens NO_CONFIG = SpecialTokens.read(Path.of("no such folder"));
    private static final List<Function<JsonObject, Tokenizer>> READERS = List.of(
            json -> ClipTokenizer.of(json, NO_CONFIG), json -> new T5Tokenizer(UnigramFile.ofJson(json), NO_CONFIG));

    @FuzzTest(maxDuration = "1m")
    void opensOrNamesTheFault(byte[] json) {
        for (Function<JsonObject, Tokenizer> reader : READERS) {
            try {
                reader.apply(JsonObject.parse(json, "tokenizer.json")).encode("Ab a cat \uD83C\uDF4E \u0000é", 8);
            } catch (ModelFormatException expected) {
                if (!expected.toString().contains("tokenizer.json")) {
                    throw new AssertionError("the message does not name the file", expected);
                }
            }
        }
    }
}
