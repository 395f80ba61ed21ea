package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @Test
    void readsFieldsByType() {
        Config config = PublishedConfigs.config("""
                {"int": 3, "ints": [1, 2], "double": -0.5, "whole": 2, "bool": true, "string": "s", "strings": ["a", "b"],
                 "other": {"int": [4, {}]}, "null": null, "huge": 100000000000000000000}""");
        assertThat(config.intAt("int")).isEqualTo(3);
        assertThat(config.intAt("int", 9)).isEqualTo(3);
        assertThat(config.intsAt("ints")).containsExactly(1, 2);
        assertThat(config.doubleAt("double", 1)).isEqualTo(-0.5);
        assertThat(config.positiveAt("whole", 1)).isEqualTo(2);
        assertThat(config.boolAt("bool", false)).isTrue();
        assertThat(config.stringAt("string")).isEqualTo("s");
        assertThat(config.stringsAt("strings", List.of())).containsExactly("a", "b");
        assertThat(config.doubleAt("huge", 0)).isEqualTo(1e20);
    }

    @Test
    void readsFieldsOfSchedulers() {
        Config config = PublishedConfigs.config("""
                {"zero": 0, "indices": [0, 3], "none": [], "least": -Infinity, "bound": -5.1, "enum": "runtime"}""");
        assertThat(config.intAt("zero", 7, 0)).isZero();
        assertThat(config.intAt("missing", 7, 0)).isEqualTo(7);
        assertThat(config.indicesAt("indices")).containsExactly(0, 3);
        assertThat(config.indicesAt("none")).isEmpty();
        assertThat(config.indicesAt("missing")).isEmpty();
        assertThat(config.lowerBoundAt("least")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(config.lowerBoundAt("bound")).isEqualTo(-5.1);
        assertThat(config.lowerBoundAt("missing")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(config.positiveAt("missing")).isEmpty();
        assertThat(config.enumAt("enum", RetentionPolicy.CLASS)).isEqualTo(RetentionPolicy.RUNTIME);
        assertThat(config.enumAt("missing", RetentionPolicy.CLASS)).isEqualTo(RetentionPolicy.CLASS);
        assertThat(config.with("zero", 1L).intAt("zero")).isEqualTo(1);
        assertThat(config.intAt("zero", 7, 0)).isZero();
        assertRefused(() -> config.intAt("zero", 7, 1), "field zero is 0, it must be a whole number from 1");
        assertRefused(() -> config.indicesAt("zero"), "field zero is 0, it must be an array of whole numbers from 0");
        assertRefused(() -> config.lowerBoundAt("enum"), "field enum is runtime, it must be a number or -Infinity");
        assertRefused(() -> config.doubleAt("least", 0), "field least is -Infinity, it must be a finite number");
        assertRefused(
                () -> config.enumAt("enum", Thread.State.NEW),
                "field enum is runtime, it must be one of [new, runnable,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"field\": null}"})
    void missingAndNullFieldsHaveTheirDefaults(String json) {
        Config config = PublishedConfigs.config(json);
        assertThat(config.intAt("field", 7)).isEqualTo(7);
        assertThat(config.intsAt("field", List.of(7))).containsExactly(7);
        assertThat(config.doubleAt("field", 0.5)).isEqualTo(0.5);
        assertThat(config.positiveAt("field", 0.5)).isEqualTo(0.5);
        assertThat(config.boolAt("field", true)).isTrue();
        assertThat(config.stringAt("field", "s")).isEqualTo("s");
        assertThat(config.stringsAt("field", List.of("s"))).containsExactly("s");
        config.requireAbsent("field");
        config.requireOneOf("field", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"field\": null}"})
    void missingAndNullFieldsWithoutDefaultAreNamed(String json) {
        Config config = PublishedConfigs.config(json);
        assertRefused(() -> config.intAt("field"), "field field is missing");
        assertRefused(() -> config.intsAt("field"), "field field is missing");
        assertRefused(() -> config.stringAt("field"), "field field is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "16777217", "9223372036854775808", "1.0", "\"1\"", "true", "[1]", "{}"})
    void sizesAreWholeNumbersInRange(String value) {
        Config config = PublishedConfigs.config("{\"field\": " + value + "}");
        assertRefused(() -> config.intAt("field"), "field field is ", "it must be a whole number from 1 to 16777216");
        assertRefused(() -> config.intAt("field", 1), "field field is ", "it must be a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1, 0]", "[1, null]", "[\"1\"]", "[[1]]", "1"})
    void listsHaveOnlyTheirType(String value) {
        Config config = PublishedConfigs.config("{\"field\": " + value + "}");
        assertRefused(() -> config.intsAt("field"), "field field is ", "it must be an array of whole numbers");
    }

    @Test
    void valuesOfAnotherTypeAreNamed() {
        Config config =
                PublishedConfigs.config("{\"zero\": 0, \"text\": \"t\", \"infinite\": 1e999, \"mixed\": [\"a\", 1]}");
        assertRefused(() -> config.positiveAt("zero", 1), "field zero is 0, it must be a number above 0");
        assertRefused(() -> config.doubleAt("text", 1), "field text is t, it must be a finite number");
        assertRefused(() -> config.doubleAt("infinite", 1), "field infinite is Infinity, it must be a finite number");
        assertRefused(() -> config.boolAt("text", true), "field text is t, it must be true or false");
        assertRefused(() -> config.stringAt("zero"), "field zero is 0, it must be a string");
        assertRefused(
                () -> config.stringsAt("mixed", List.of()), "field mixed is [a, 1], it must be an array of strings");
    }

    @Test
    void unsupportedValuesAreNamed() {
        Config config = PublishedConfigs.config("{\"mode\": \"wild\", \"patch\": 2, \"object\": {}}");
        assertRefused(
                () -> config.requireOneOf("mode", "tame"), "field mode is wild", "not supported; it must be tame");
        assertRefused(() -> config.requireOneOf("patch", 1L), "field patch is 2", "it must be 1");
        assertRefused(() -> config.requireOneOf("mode", "a", "b"), "it must be one of [a, b]");
        assertRefused(() -> config.requireAbsent("object"), "field object is {}", "it must be null");
        config.requireOneOf("mode", "tame", "wild");
        config.requireOneOf("patch", 1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} x", "{\"a\": 1, \"a\": 2}", "{\"a\": {\"b\": 1, \"b\": 2}}", "{'a': 1}"})
    void anythingButOneJsonObjectIsRefused(String json) {
        assertThatThrownBy(() -> PublishedConfigs.config(json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("component/config.json: ")
                .hasMessageContaining("JSON");
    }

    @Test
    void missingFilesAreNamed(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Config.read(folder.resolve("config.json")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(folder.resolve("config.json") + " does not exist");
        Files.writeString(folder.resolve("config.json"), "{\"a\": 1}");
        assertThat(Config.read(folder.resolve("config.json")).intAt("a")).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable call, String... messageParts) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("component/config.json: ")
                .hasMessageContainingAll(messageParts);
    }
}
