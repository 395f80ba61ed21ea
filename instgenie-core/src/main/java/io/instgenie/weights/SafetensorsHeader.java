package io.instgenie.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: each tensor's type, shape and place in the data that follows.
 *
 * @param tensors by name, in the file's order
 */
record SafetensorsHeader(Map<String, Entry> tensors) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * One tensor's place.
     *
     * @param type as the format spells it, e.g. {@code BF16}
     * @param begin first byte, from the start of the data
     * @param end one past the last byte
     */
    record Entry(String type, List<Long> shape, long begin, long end) {
        long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    static SafetensorsHeader parse(byte[] json, Path file) {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelFormatException(file + ": the header is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                } else if (tensors.put(name, entry(parser, name, file)) != null) {
                    throw new ModelFormatException(file + ": tensor " + name + " stands twice");
                }
            }
        } catch (IOException e) {
            throw new ModelFormatException(file + ": the header is not valid JSON: " + e.getMessage(), e);
        }
        return new SafetensorsHeader(Collections.unmodifiableMap(tensors));
    }

    private static Entry entry(JsonParser parser, String name, Path file) throws IOException {
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "dtype" -> type = parser.getText();
                case "shape" -> shape = longs(parser, name, file);
                case "data_offsets" -> offsets = longs(parser, name, file);
                default -> parser.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new ModelFormatException(file + ": tensor " + name + " lacks dtype, shape or data_offsets");
        }
        return new Entry(type, shape, offsets.get(0), offsets.get(1));
    }

    private static List<Long> longs(JsonParser parser, String name, Path file) throws IOException {
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getLongValue() < 0) {
                throw new ModelFormatException(
                        file + ": tensor " + name + " has a size or offset that is no whole number");
            }
            values.add(parser.getLongValue());
        }
        return values;
    }
}
