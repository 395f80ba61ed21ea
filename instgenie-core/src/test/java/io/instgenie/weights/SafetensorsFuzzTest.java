package io.instgenie.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, they are read or refused, and nothing else happens. Plain builds run the seeds; {@code JAZZER_FUZZ=1} fuzzes one method. */
class SafetensorsFuzzTest {
    private static final String ONE = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    private static final String TWO = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"BF16","shape":[1,3],"data_offsets":[2,8]},
             "b":{"dtype":"F16","shape":[],"data_offsets":[0,2]},"c":{"dtype":"I64","shape":[0],"data_offsets":[8,8]}}""";
    private static final String HUGE =
            "{\"w\":{\"dtype\":\"I64\",\"shape\":[9223372036854775807,2],\"data_offsets\":[0,9223372036854775807]}}";
    private static final String NESTED = "{\"__metadata__\":" + "[".repeat(5000);

    @TempDir
    static Path folder;

    static Stream<byte[]> headers() {
        return Stream.of(ONE, TWO, HUGE, NESTED, "", "{}", "{\"w\":null}", "\u0000{}")
                .map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> files() {
        return Stream.concat(
                headers().map(json -> SafetensorsBytes.of(new String(json, StandardCharsets.UTF_8), new byte[8])),
                Stream.of(
                        SafetensorsBytes.ofFloats("w", 1, 2),
                        SafetensorsBytes.of(ONE + "   ", new byte[4]),
                        new byte[8]));
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "10m")
    void headerIsReadOrRefused(byte[] json) {
        try {
            SafetensorsHeader.parse(json, Long.BYTES + json.length, 8, Path.of("fuzzed"));
        } catch (ModelFormatException expected) {
            requireMessage(expected);
        }
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "10m")
    void fileIsReadOrRefused(byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("fuzzed"), content);
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            file.names().forEach(name -> Tensors.toFloats(file.get(name)));
        } catch (ModelFormatException expected) {
            requireMessage(expected);
        }
    }

    private static void requireMessage(ModelFormatException e) {
        if (!String.valueOf(e.getMessage()).contains("fuzzed")) {
            throw new AssertionError("the message does not name the file", e);
        }
    }
}
