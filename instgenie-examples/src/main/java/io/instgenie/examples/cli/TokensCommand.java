package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.T5Tokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.pretrained.EmbeddedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Texts to token ids, for comparison with other tokenizers. */
@Command(name = "tokens", description = "Prints the padded token ids of texts, as a JSON array of arrays.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class TokensCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", description = "Model folder; the embedded one if not given.")
    private @Nullable Path model;

    @Option(
            names = "--tokenizer",
            paramLabel = "NAME",
            defaultValue = "tokenizer_2",
            description = "tokenizer (CLIP) or tokenizer_2 (T5) (default: ${DEFAULT-VALUE}).")
    private String tokenizer;

    @Option(names = "--max-length", paramLabel = "L", required = true, description = "Ids a text, at least 2.")
    private int maxLength;

    @Option(names = "--input", paramLabel = "FILE", required = true, description = "JSON array of texts.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        if (maxLength < 2) {
            throw new InvalidRequestException("--max-length is " + maxLength + "; it must be at least 2");
        }
        List<String> texts = readTexts();
        Tokenizer cutter = open();
        PrintWriter out = spec.commandLine().getOut();
        try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartArray();
            for (String text : texts) {
                long[] ids = cutter.encode(text, maxLength).ids();
                json.writeArray(ids, 0, ids.length);
            }
            json.writeEndArray();
        }
        out.println();
        return 0;
    }

    private Tokenizer open() {
        Path folder = model == null ? EmbeddedModel.folder(EditEngineBuilder.defaultCacheFolder()) : model;
        return switch (tokenizer) {
            case "tokenizer" -> ClipTokenizer.open(folder.resolve(tokenizer));
            case "tokenizer_2" -> T5Tokenizer.open(folder.resolve(tokenizer));
            default ->
                throw new InvalidRequestException(
                        "--tokenizer is " + tokenizer + "; it must be tokenizer or tokenizer_2");
        };
    }

    private List<String> readTexts() {
        List<String> texts = new ArrayList<>();
        try (JsonParser json = JSON.createParser(Files.readAllBytes(input))) {
            boolean array = json.nextToken() == JsonToken.START_ARRAY;
            while (array && json.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(json.getText());
            }
            if (!array || json.currentToken() != JsonToken.END_ARRAY) {
                throw new InvalidRequestException(input + " is not a JSON array of texts");
            }
        } catch (IOException e) {
            throw new InvalidRequestException(input + " cannot be read: " + e, e);
        }
        return texts;
    }
}
