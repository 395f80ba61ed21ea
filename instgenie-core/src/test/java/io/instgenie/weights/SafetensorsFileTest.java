package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    @TempDir
    private Path folder;

    @Test
    void givesEveryTypeInItsShape() {
        byte[] data = {
            0,
            0,
            (byte) 0xc0,
            0x3f, // F32 1.5
            0,
            0x3c,
            0,
            (byte) 0xc0, // F16 1, -2
            (byte) 0x80,
            0x3f,
            0x40,
            (byte) 0xc0, // BF16 1, -3
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff // -1
        };
        Path file = write("""
                {"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
                 "half":{"dtype":"F16","shape":[1,2],"data_offsets":[4,8]},
                 "brain":{"dtype":"BF16","shape":[2,1],"data_offsets":[8,12]},
                 "none":{"dtype":"F32","shape":[0,5],"data_offsets":[12,12]},
                 "long":{"dtype":"I64","shape":[1],"data_offsets":[12,20]}}""", data);
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile safetensors = SafetensorsFile.open(file)) {
            assertTensor(safetensors.get("scalar"), ScalarType.Float, new long[] {}, 1.5f);
            assertTensor(safetensors.get("half"), ScalarType.Half, new long[] {1, 2}, 1, -2);
            assertTensor(safetensors.get("brain"), ScalarType.BFloat16, new long[] {2, 1}, 1, -3);
            assertTensor(safetensors.get("none"), ScalarType.Float, new long[] {0, 5});
            assertTensor(safetensors.get("long"), ScalarType.Long, new long[] {1}, -1);
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void readsTensorsAtAnyOffset() {
        String json = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        for (int padding = 0; padding < 8; padding++) {
            Path file = write(json + " ".repeat(padding), SafetensorsBytes.floats(0.25f, -8));
            try (TensorScope scope = TensorScope.open();
                    SafetensorsFile safetensors = SafetensorsFile.open(file)) {
                assertTensor(safetensors.get("w"), ScalarType.Float, new long[] {2}, 0.25f, -8);
                assertThat(scope).isNotNull();
            }
        }
    }

    @Test
    void tensorsOutliveTheirFile() {
        Path file = SafetensorsBytes.write(folder.resolve("w.safetensors"), SafetensorsBytes.ofFloats("w", 3, 4));
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor;
            try (SafetensorsFile safetensors = SafetensorsFile.open(file)) {
                tensor = safetensors.get("w");
            }
            assertTensor(tensor, ScalarType.Float, new long[] {2}, 3, 4);
            assertThat(scope).isNotNull();
        }
    }

    @Test
    void namesAMissingTensor() {
        Path file = SafetensorsBytes.write(folder.resolve("w.safetensors"), SafetensorsBytes.ofFloats("w", 3));
        try (SafetensorsFile safetensors = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> safetensors.get("v"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage(file + " has no tensor v");
        }
    }

    @Test
    void refusesWhatIsNoFile() {
        assertRefused(folder, "is not a file");
        assertRefused(folder.resolve("missing"), "does not exist");
    }

    @Test
    void refusesShortFiles() {
        byte[] whole = SafetensorsBytes.ofFloats("w", 1, 2, 3);
        for (int length = 0; length < whole.length; length++) {
            Path file = SafetensorsBytes.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertRefused(
                    file, length < 8 ? "is too short" : length < whole.length - 12 ? "does not fit" : "ends at byte");
        }
    }

    @Test
    void refusesTrailingBytesAndSillyHeaderLengths() {
        byte[] whole = SafetensorsBytes.ofFloats("w", 1);
        assertRefused(
                SafetensorsBytes.write(folder.resolve("long"), Arrays.copyOf(whole, whole.length + 1)),
                "1 bytes follow the last tensor");
        byte[] negative = whole.clone();
        Arrays.fill(negative, 0, 8, (byte) 0xff);
        assertRefused(SafetensorsBytes.write(folder.resolve("negative"), negative), "a header of -1 bytes");
    }

    @Test
    void refusesToMapMoreThanThereIs() throws Exception {
        Path file = SafetensorsBytes.write(folder.resolve("w"), SafetensorsBytes.ofFloats("w", 1));
        long size = Files.size(file);
        assertThatThrownBy(() -> SafetensorsFile.map(file, size + 1))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file + " cannot be mapped")
                .hasMessageNotContaining("\n");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private static void assertTensor(Tensor tensor, ScalarType type, long[] shape, float... values) {
        assertThat(tensor.scalar_type().intern()).isEqualTo(type);
        assertThat(Tensors.shape(tensor)).isEqualTo(shape);
        assertThat(Tensors.toFloats(tensor)).isEqualTo(values);
    }

    private Path write(String header, byte[] data) {
        return SafetensorsBytes.write(folder.resolve("x.safetensors"), SafetensorsBytes.of(header, data));
    }
}
