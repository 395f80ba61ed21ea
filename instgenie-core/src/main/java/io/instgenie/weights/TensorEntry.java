package io.instgenie.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One tensor's line in a safetensors header. If its type is one of {@link StoredType}, its bytes are as many as type and shape ask for; other types
 * are left to who reads the tensor, since a file may hold some that no network uses.
 *
 * @param dtype as the header names it
 * @param shape sizes, none for a scalar; 0 is a size
 * @param begin first byte, from the start of the data
 * @param end one past the last byte
 */
record TensorEntry(String dtype, List<Long> shape, long begin, long end) {
    TensorEntry {
        shape = List.copyOf(shape);
    }

    /**
     * Reads the object that the parser stands at.
     *
     * @param label names file and tensor in messages
     */
    static TensorEntry read(JsonParser parser, String label) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new ModelFormatException(label + " is not described by a JSON object");
        }
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                case "shape" -> shape = wholeNumbers(parser, label + ": shape");
                case "data_offsets" -> offsets = wholeNumbers(parser, label + ": data_offsets");
                default -> throw new ModelFormatException(label + " has the unknown field " + field);
            }
        }
        return of(type, shape, offsets, label);
    }

    private static TensorEntry of(
            @Nullable String type, @Nullable List<Long> shape, @Nullable List<Long> offsets, String label) {
        if (type == null || shape == null || offsets == null) {
            throw new ModelFormatException(label + " lacks dtype, shape or data_offsets");
        }
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw new ModelFormatException(label + ": data_offsets " + offsets + " are not a begin and an end");
        }
        long length = offsets.get(1) - offsets.get(0);
        Optional<StoredType> stored = StoredType.named(type);
        long expected = byteLength(stored.map(StoredType::itemSize).orElse(1), shape, label);
        if (stored.isPresent() && length != expected) {
            throw new ModelFormatException(
                    label + ": " + type + " of shape " + shape + " takes " + expected + " bytes, not " + length);
        }
        return new TensorEntry(type, shape, offsets.get(0), offsets.get(1));
    }

    private static long byteLength(int itemSize, List<Long> shape, String label) {
        try {
            long elements = 1; // a size of 0 counts as 1: libtorch multiplies the others into strides
            for (long size : shape) {
                elements = Math.multiplyExact(elements, Math.max(size, 1));
            }
            long bytes = Math.multiplyExact(elements, itemSize);
            return shape.contains(0L) ? 0 : bytes;
        } catch (ArithmeticException e) {
            throw new ModelFormatException(label + ": the shape " + shape + " is too large", e);
        }
    }

    private static List<Long> wholeNumbers(JsonParser parser, String label) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new ModelFormatException(label + " is not an array");
        }
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!fits || parser.getLongValue() < 0) {
                throw new ModelFormatException(label + " holds " + parser.getText() + ", which is no size or offset");
            }
            values.add(parser.getLongValue());
        }
        return values;
    }
}
