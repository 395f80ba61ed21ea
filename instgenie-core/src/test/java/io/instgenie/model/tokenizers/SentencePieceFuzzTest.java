package io.instgenie.model.tokenizers;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.instgenie.edit.ModelFormatException;
import java.nio.file.Path;

/** Whatever a {@code spiece.model} holds, it makes a tokenizer that works, or is refused by name. */
class SentencePieceFuzzTest {
    private static final SpecialTokens NO_CONFIG = SpecialTokens.read(Path.of("no such folder"));

    @FuzzTest(maxDuration = "1m")
    void opensOrNamesTheFault(byte[] proto) {
        try {
            new T5Tokenizer(UnigramFile.ofSentencePiece(proto, "spiece.model", 3), NO_CONFIG)
                    .encode("A cat ▁ <extra_id_1> \uD83C\uDF4E \u0000é", 8);
        } catch (ModelFormatException expected) {
            if (!expected.toString().contains("spiece.model")) {
                throw new AssertionError("the message does not name the file", expected);
            }
        }
    }
}
