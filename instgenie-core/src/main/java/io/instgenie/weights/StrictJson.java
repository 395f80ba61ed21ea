package io.instgenie.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads JSON objects as model folders hold them: UTF-8, no member twice, nothing after the object; also NaN and infinite numbers as
 * Python writes them. Stateless.
 */
public final class StrictJson {
    // Guessing the encoding from the first bytes would let a UTF-16 text pass.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private StrictJson() {}

    /** Takes one member of an object. */
    @FunctionalInterface
    public interface MemberReader {
        /** Reads the value, whose first token is the parser's current one, up to and with its last token. */
        void read(String name, JsonParser parser) throws IOException;
    }

    /**
     * Hands every member of the object that {@code json} is to {@code members}, in order.
     *
     * @param file only named in messages
     * @throws ModelFormatException if {@code json} is anything else than one JSON object
     */
    public static void readObject(byte[] json, Path file, MemberReader members) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelFormatException(file + ": its JSON is not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.read(name, parser);
            }
            if (parser.nextToken() != null) {
                throw new ModelFormatException(file + ": something follows its JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file + ": its JSON is not valid: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelFormatException(file + ": its JSON is not valid: " + e.getMessage(), e);
        }
    }
}
