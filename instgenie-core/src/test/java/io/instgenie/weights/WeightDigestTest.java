package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightDigestTest {
    @TempDir
    private Path folder;

    @Test
    void isTheSameWhereverTheFileLies() throws Exception {
        byte[] content = SafetensorsBytes.ofFloats("w", new float[5000]);
        Path there = Files.createDirectory(folder.resolve("there"));
        assertThat(digest(folder, content)).isEqualTo(digest(there, content)).hasSize(32);
    }

    @Test
    void changesWithNameHeaderAndData() {
        float[] values = new float[5000];
        byte[] original = digest(folder, SafetensorsBytes.ofFloats("w", values));
        assertThat(digest(folder, SafetensorsBytes.ofFloats("v", values))).isNotEqualTo(original);
        for (int changed : new int[] {0, 1023, 2500, 4999}) {
            float[] others = values.clone();
            others[changed] = 1;
            assertThat(digest(folder, SafetensorsBytes.ofFloats("w", others)))
                    .as("value %d", changed)
                    .isNotEqualTo(original);
        }
        Path renamed = SafetensorsBytes.write(folder.resolve("other"), SafetensorsBytes.ofFloats("w", values));
        assertThat(WeightDigest.of(renamed)).isNotEqualTo(original);
    }

    @Test
    void namesAFileThatCannotBeRead() {
        assertThatThrownBy(() -> WeightDigest.of(folder.resolve("gone.safetensors")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("gone.safetensors cannot be read");
    }

    private static byte[] digest(Path folder, byte[] content) {
        return WeightDigest.of(SafetensorsBytes.write(folder.resolve("w.safetensors"), content));
    }
}
