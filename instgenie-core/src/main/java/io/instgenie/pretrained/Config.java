package io.instgenie.pretrained;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.ForeignContent;
import io.instgenie.weights.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON config file, typed where they are asked for. A field that is {@code null} counts as missing. Everything that is
 * thrown is a {@link ModelFormatException} which names file and field. Immutable.
 */
final class Config {
    /** No size, count or token id of a published model comes near. */
    private static final int LARGEST_INT = 1 << 24;

    private final Path file;
    private final Map<String, Object> fields; // Long, Double, Boolean, String, List; an object is not looked into

    private Config(Path file, Map<String, Object> fields) {
        this.file = file;
        this.fields = fields;
    }

    /** Reads a config file. */
    static Config read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + " does not exist");
        }
        try {
            byte[] json = Files.readAllBytes(file);
            ForeignContent.refuse(file, json);
            return parse(json, file);
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** From a file's content. */
    static Config parse(byte[] json, Path file) {
        Map<String, Object> fields = new HashMap<>();
        StrictJson.readObject(json, file, (name, parser) -> {
            Object value = value(parser);
            if (value != null) {
                fields.put(name, value);
            }
        });
        return new Config(file, fields);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            case START_ARRAY -> list(parser);
            default -> {
                parser.skipChildren();
                yield Map.of();
            }
        };
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return values;
    }

    /** A number of things: whole, and at least 1. */
    int intAt(String name) {
        return required(name, find(name, "a whole number from 1 to " + LARGEST_INT, Config::asInt));
    }

    /** As {@link #intAt(String)}, {@code fallback} if missing. */
    int intAt(String name, int fallback) {
        return fields.containsKey(name) ? intAt(name) : fallback;
    }

    /** Numbers as in {@link #intAt(String)}, at least one. */
    List<Integer> intsAt(String name) {
        return required(
                name,
                find(
                        name,
                        "an array of whole numbers from 1 to " + LARGEST_INT,
                        value -> asList(value, Config::asInt)));
    }

    /** As {@link #intsAt(String)}, {@code fallback} if missing. */
    List<Integer> intsAt(String name, List<Integer> fallback) {
        return fields.containsKey(name) ? intsAt(name) : fallback;
    }

    /** A whole number from {@code least} on, {@code fallback} if missing. */
    int intAt(String name, int fallback, int least) {
        return find(name, "a whole number from " + least + " to " + LARGEST_INT, value -> asInt(value, least))
                .orElse(fallback);
    }

    /** Whole numbers from 0 on, none if missing. */
    List<Integer> indicesAt(String name) {
        if (fields.get(name) instanceof List<?> items && items.isEmpty()) {
            return List.of();
        }
        return find(
                        name,
                        "an array of whole numbers from 0 to " + LARGEST_INT,
                        value -> asList(value, item -> asInt(item, 0)))
                .orElse(List.of());
    }

    /** A number as in {@link #intAt(String)} for each of {@code count} things: as many, or one for all; {@code fallback} if missing. */
    List<Integer> intForEach(String name, int count, int fallback) {
        return find(
                        name,
                        "a whole number from 1 to " + LARGEST_INT + ", or " + count + " of them",
                        value -> asInts(value, count))
                .orElse(Collections.nCopies(count, fallback));
    }

    /**
     * Numbers as in {@link #intAt(String)} for lists of things, which have these {@code lengths}: one for all, or for each list one or as
     * many as it has things; {@code fallback} if missing.
     */
    List<List<Integer>> intsForEach(String name, List<Integer> lengths, int fallback) {
        return find(
                        name,
                        "a whole number from 1 to " + LARGEST_INT + ", or " + lengths.size()
                                + " of them, each perhaps a list of one for each of " + lengths,
                        value -> asLists(value, lengths))
                .orElseGet(() -> lengths.stream()
                        .map(length -> Collections.nCopies(length, fallback))
                        .toList());
    }

    /** Whether the field is an array with an array in it. */
    boolean isNested(String name) {
        return fields.get(name) instanceof List<?> items && items.stream().anyMatch(List.class::isInstance);
    }

    /** A finite number, {@code fallback} if missing. */
    double doubleAt(String name, double fallback) {
        return find(name, "a finite number", Config::asDouble).orElse(fallback);
    }

    /** A finite number above 0, {@code fallback} if missing. */
    double positiveAt(String name, double fallback) {
        return positiveAt(name).orElse(fallback);
    }

    /** A number above 0, nothing if missing. */
    Optional<Double> positiveAt(String name) {
        return find(name, "a number above 0", value -> asDouble(value).filter(number -> number > 0));
    }

    /** A number that may be minus infinity, which is what a missing one stands for. */
    double lowerBoundAt(String name) {
        return find(
                        name,
                        "a number or -Infinity",
                        value -> as(Number.class, value)
                                .map(Number::doubleValue)
                                .filter(number -> number < Double.POSITIVE_INFINITY))
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /** One of an enum's constants, written in small letters, {@code fallback} if missing. */
    <E extends Enum<E>> E enumAt(String name, E fallback) {
        List<E> constants = List.of(fallback.getDeclaringClass().getEnumConstants());
        List<String> names = constants.stream().map(Config::smallName).toList();
        return find(
                        name,
                        "one of " + names,
                        value -> as(String.class, value)
                                .filter(names::contains)
                                .map(text -> constants.get(names.indexOf(text))))
                .orElse(fallback);
    }

    private static String smallName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** True or false, {@code fallback} if missing. */
    boolean boolAt(String name, boolean fallback) {
        return find(name, "true or false", value -> as(Boolean.class, value)).orElse(fallback);
    }

    /** A text. */
    String stringAt(String name) {
        return required(name, find(name, "a string", value -> as(String.class, value)));
    }

    /** A text, {@code fallback} if missing. */
    String stringAt(String name, String fallback) {
        return fields.containsKey(name) ? stringAt(name) : fallback;
    }

    /** Texts, at least one, {@code fallback} if missing. */
    List<String> stringsAt(String name, List<String> fallback) {
        return find(name, "an array of strings", value -> asList(value, item -> as(String.class, item)))
                .orElse(fallback);
    }

    /** The same config with a field set to {@code value}. */
    Config with(String name, Object value) {
        Map<String, Object> changed = new HashMap<>(fields);
        changed.put(name, value);
        return new Config(file, changed);
    }

    /** Whether the field is an array with something other than null in it: a pipeline's index names absent components by nulls. */
    boolean holdsAnythingAt(String name) {
        return fields.get(name) instanceof List<?> items && items.stream().anyMatch(Objects::nonNull);
    }

    /** Whether the field is there and not null. */
    boolean has(String name) {
        return fields.containsKey(name);
    }

    /**
     * Refuses a field that would change the numbers, unless it is missing or has a value whose numbers are known here.
     *
     * @param supported the values that are, the one a missing field stands for among them
     */
    void requireOneOf(String name, Object... supported) {
        Object value = fields.get(name);
        if (value != null && !Arrays.asList(supported).contains(value)) {
            String wanted =
                    supported.length == 1 ? String.valueOf(supported[0]) : "one of " + Arrays.toString(supported);
            throw invalid(name, "is " + value + ", which is not supported; it must be " + wanted);
        }
    }

    /** Refuses a field that would change the numbers, unless it is missing or null. */
    void requireAbsent(String name) {
        Object value = fields.get(name);
        if (value != null) {
            throw invalid(name, "is " + value + ", which is not supported; it must be null");
        }
    }

    /** What to throw over a field; {@code what} goes on after its name. */
    ModelFormatException invalid(String name, String what) {
        return new ModelFormatException(file + ": field " + name + " " + what);
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> invalid(name, "is missing"));
    }

    /** Nothing if missing; fails if {@code convert} makes nothing of the value. */
    private <T> Optional<T> find(String name, String wanted, Function<@Nullable Object, Optional<T>> convert) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(
                convert.apply(value).orElseThrow(() -> invalid(name, "is " + value + ", it must be " + wanted)));
    }

    private static <T> Optional<T> as(Class<T> type, @Nullable Object value) {
        return Optional.ofNullable(value).filter(type::isInstance).map(type::cast);
    }

    private static Optional<Integer> asInt(@Nullable Object value) {
        return asInt(value, 1);
    }

    private static Optional<Integer> asInt(@Nullable Object value, int least) {
        return as(Long.class, value)
                .filter(number -> number >= least && number <= LARGEST_INT)
                .map(Long::intValue);
    }

    /** {@code count} numbers, from one or as many. */
    private static Optional<List<Integer>> asInts(@Nullable Object value, int count) {
        return value instanceof List<?>
                ? asList(value, Config::asInt).filter(numbers -> numbers.size() == count)
                : asInt(value).map(number -> Collections.nCopies(count, number));
    }

    private static Optional<List<List<Integer>>> asLists(@Nullable Object value, List<Integer> lengths) {
        List<@Nullable Object> items = value instanceof List<?> list
                ? new ArrayList<>(list)
                : new ArrayList<>(Collections.nCopies(lengths.size(), value));
        List<List<Integer>> converted = new ArrayList<>();
        for (int i = 0; i < Math.min(items.size(), lengths.size()); i++) {
            asInts(items.get(i), lengths.get(i)).ifPresent(converted::add);
        }
        return Optional.<List<List<Integer>>>of(converted)
                .filter(lists -> items.size() == lengths.size() && lists.size() == lengths.size());
    }

    private static Optional<Double> asDouble(@Nullable Object value) {
        return as(Number.class, value).map(Number::doubleValue).filter(Double::isFinite);
    }

    private static <T> Optional<List<T>> asList(
            @Nullable Object value, Function<@Nullable Object, Optional<T>> convert) {
        if (!(value instanceof List<?> items) || items.isEmpty()) {
            return Optional.empty();
        }
        List<T> converted =
                items.stream().flatMap(item -> convert.apply(item).stream()).toList();
        return converted.size() == items.size() ? Optional.of(converted) : Optional.empty();
    }
}
