package io.instgenie.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an index holds, it names shards in its folder, or is refused by name. Plain builds run the seeds; {@code JAZZER_FUZZ=1} fuzzes. */
class WeightIndexFuzzTest {
    private static final String SHARD = "model-00001-of-00001.safetensors";

    @TempDir
    static Path folder;

    static Stream<byte[]> indexes() {
        return Stream.of(
                        "{\"metadata\":{\"total_size\":12},\"weight_map\":{\"a.weight\":\"" + SHARD + "\"}}",
                        "{\"weight_map\":{\"a\":\"../" + SHARD + "\"}}",
                        "{\"weight_map\":{\"a\":\"..\",\"b\":\"\",\"c\":\".safetensors\"}}",
                        "{\"weight_map\":{\"a\":[\"" + SHARD + "\"]}}",
                        "{\"weight_map\":null,\"weight_map\":{}}",
                        "{\"metadata\":" + "[".repeat(5000),
                        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
                        "<html>",
                        "\uFEFF{}",
                        "")
                .map(json -> json.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("indexes")
    @FuzzTest(maxDuration = "10m")
    void indexIsReadOrRefused(byte[] json) throws IOException {
        Path shard = folder.resolve(SHARD);
        if (!Files.exists(shard)) {
            Files.createFile(shard);
        }
        Path index = Files.write(folder.resolve("model.safetensors.index.json"), json);
        try {
            WeightFiles found = WeightFiles.find(folder, WeightNaming.TRANSFORMERS, null);
            if (!found.shards().stream().allMatch(file -> folder.equals(file.getParent()))) {
                throw new AssertionError("a shard is outside the folder: " + found);
            }
        } catch (ModelFormatException expected) {
            if (!String.valueOf(expected.getMessage()).contains(index.toString())) {
                throw new AssertionError("the message does not name the file", expected);
            }
        }
    }
}
