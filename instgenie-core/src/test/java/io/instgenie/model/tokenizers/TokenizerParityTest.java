package io.instgenie.model.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerParityTest {
    private record Case(String text, long[] ids) {}

    @Test
    void clipCutsAllTextsAsTheReference() throws Exception {
        assertAllEqual(ClipTokenizer.open(folder("clip")), "clip.json");
    }

    @Test
    void t5CutsAllTextsAsTheReference() throws Exception {
        assertAllEqual(T5Tokenizer.open(folder("t5")), "t5.json");
    }

    @Test
    void t5CutsAllTextsAsTheReferenceFromTokenizerJson(@TempDir Path copy) throws Exception {
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(folder("t5").resolve(name), copy.resolve(name));
        }
        assertAllEqual(T5Tokenizer.open(copy), "t5.json");
    }

    private static void assertAllEqual(Tokenizer tokenizer, String file) throws IOException {
        List<Case> cases = cases(file);
        assertThat(cases).hasSize(300);
        for (Case expected : cases) {
            assertThat(tokenizer.encode(expected.text(), expected.ids().length).ids())
                    .as(expected.text())
                    .isEqualTo(expected.ids());
        }
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(
                                TokenizerParityTest.class.getResource("/parity/tokenizers/" + name + ".json"))
                        .toURI())
                .resolveSibling(name);
    }

    private static List<Case> cases(String file) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = TokenizerParityTest.class.getResourceAsStream("/parity/tokenizers/" + file);
                JsonParser parser = new JsonFactory().createParser(in)) {
            while (parser.nextToken() != JsonToken.START_ARRAY) {}
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String text = "";
                List<Long> ids = new ArrayList<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    if (field.equals("text")) {
                        text = parser.getText();
                    } else {
                        while (parser.nextToken() != JsonToken.END_ARRAY) {
                            ids.add(parser.getLongValue());
                        }
                    }
                }
                cases.add(new Case(text, ids.stream().mapToLong(Long::longValue).toArray()));
            }
        }
        return cases;
    }
}
