package io.instgenie.model.tokenizers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose getters name the file and the field at fault.
 *
 * @param place where it stands, for messages: a file, then the fields that lead to it
 * @param fields values are {@code Map}, {@code List}, {@code String}, {@code Double}, {@code Boolean} or null, in the file's order
 */
// No annotation on the components: JDK 17 breaks such records when a fuzzer instruments them.
record JsonObject(String place, Map<String, ?> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    static JsonObject read(Path file) {
        return parse(ModelFiles.bytes(file), file.toString());
    }

    /** The object in {@code file}, or one without fields if there is no such file. */
    static JsonObject readIfPresent(Path file) {
        return Files.exists(file) ? read(file) : new JsonObject(file.toString(), Map.of());
    }

    static JsonObject parse(byte[] json, String place) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelFormatException(place + " is not a JSON object");
            }
            return new JsonObject(place, map(parser));
        } catch (IOException e) {
            throw new ModelFormatException(place + " is not valid JSON: " + e.getMessage(), e);
        }
    }

    // Recursion ends at Jackson's own limit of nesting, a thousand levels.
    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return values;
    }

    /** Whether the field is there and not null. */
    boolean has(String field) {
        return fields.get(field) != null;
    }

    String string(String field) {
        return as(String.class, fields.get(field), "text", field);
    }

    double number(String field) {
        return as(Double.class, fields.get(field), "a number", field);
    }

    int integer(String field) {
        double value = number(field);
        if (value != (int) value) {
            throw wrong(field, "a whole number");
        }
        return (int) value;
    }

    boolean flag(String field, boolean ifAbsent) {
        return has(field) ? as(Boolean.class, fields.get(field), "true or false", field) : ifAbsent;
    }

    List<?> list(String field) {
        return as(List.class, fields.get(field), "a list", field);
    }

    JsonObject object(String field) {
        return objectOf(fields.get(field), field);
    }

    /** {@code value}, which stands somewhere in {@code field}, as an object. */
    JsonObject objectOf(@Nullable Object value, String field) {
        Map<?, ?> map = as(Map.class, value, "an object", field);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, inner) -> fields.put((String) name, inner));
        return new JsonObject(place + ": " + field, fields);
    }

    ModelFormatException wrong(String field, String expected) {
        return new ModelFormatException(
                place + ": " + field + (has(field) ? " is not " : " is missing; it should be ") + expected);
    }

    private <T> T as(Class<T> type, @Nullable Object value, String expected, String field) {
        if (!type.isInstance(value)) {
            throw wrong(field, expected);
        }
        return type.cast(value);
    }
}
