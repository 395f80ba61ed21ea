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

/** Reads a tokenizer's JSON files into plain maps, lists, strings and numbers, naming the file in every error. */
final class TokenizerFiles {
    private static final JsonFactory JSON = new JsonFactory();

    private TokenizerFiles() {}

    /** The JSON object in {@code file}. */
    static Map<String, @Nullable Object> object(Path file) {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            return objectAt(value(parser), file, "the file");
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The JSON object in {@code file}, or an empty one if there is no such file. */
    static Map<String, @Nullable Object> objectIfPresent(Path file) {
        return Files.exists(file) ? object(file) : Map.of();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    @SuppressWarnings("unchecked") // made by value(): keys are strings
    static Map<String, @Nullable Object> objectAt(@Nullable Object value, Path file, String field) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new ModelFormatException(file + ": " + field + " is not a JSON object");
    }

    static List<?> listAt(@Nullable Object value, Path file, String field) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new ModelFormatException(file + ": " + field + " is not a JSON array");
    }

    static String stringAt(@Nullable Object value, Path file, String field) {
        if (value instanceof String string) {
            return string;
        }
        throw new ModelFormatException(file + ": " + field + " is not a string");
    }

    static double numberAt(@Nullable Object value, Path file, String field) {
        if (value instanceof Double number) {
            return number;
        }
        throw new ModelFormatException(file + ": " + field + " is not a number");
    }

    static int indexAt(@Nullable Object value, Path file, String field) {
        double number = numberAt(value, file, field);
        if (number < 0 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
            throw new ModelFormatException(file + ": " + field + " is not an index");
        }
        return (int) number;
    }

    /** A token written as a string, or as an object with a {@code content}. */
    static String tokenAt(@Nullable Object value, Path file, String field) {
        return value instanceof Map<?, ?> map
                ? stringAt(map.get("content"), file, field + ".content")
                : stringAt(value, file, field);
    }
}
