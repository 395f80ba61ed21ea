package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir
    private Path folder;

    private TensorScope scope;

    @BeforeEach
    void openScope() {
        scope = TensorScope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void castsHalvesToFloat32() {
        write("model.safetensors", SafetensorsBytes.of("""
                        {"f16":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},
                         "bf16":{"dtype":"BF16","shape":[],"data_offsets":[2,4]}}""", (byte) 0, (byte) 0x3c, (byte) 0x40, (byte) 0xc0));
        try (Weights weights = Weights.open(folder)) {
            assertThat(weights.get("f16", 1).scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(Tensors.toFloats(weights.get("f16", 1))).containsExactly(1);
            assertThat(weights.get("bf16").scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(Tensors.toFloats(weights.get("bf16"))).containsExactly(-3);
            assertThat(weights.rank("bf16")).isZero();
        }
    }

    @Test
    void takesShardsForOneFile() {
        write("model-1.safetensors", SafetensorsBytes.ofFloats("block.a", 1));
        write("model-2.safetensors", SafetensorsBytes.ofFloats("block.b", 2, 3));
        writeIndex("{'weight_map':{'block.a':'model-1.safetensors','block.b':'model-2.safetensors'}}");
        try (Weights weights = Weights.open(folder)) {
            Weights block = weights.in("block.");
            assertThat(block.has("b")).isTrue();
            assertThat(weights.has("b")).isFalse();
            assertThat(weights.unused()).containsExactly("block.a", "block.b");
            assertThat(Tensors.toFloats(block.get("b", 2))).containsExactly(2, 3);
            assertThat(weights.unused()).containsExactly("block.a");
            assertThat(Tensors.toFloats(block.get("a", 1))).containsExactly(1);
            assertThat(weights.unused()).isEmpty();
            assertRefused(() -> block.get("c"), "model-1.safetensors", "model-2.safetensors", "no tensor block.c");
        }
    }

    @Test
    void namesTheTensorThatAShardLacks() {
        write("model-1.safetensors", SafetensorsBytes.ofFloats("a", 1));
        writeIndex("{'weight_map':{'a':'model-1.safetensors','b':'model-1.safetensors'}}");
        assertRefused(() -> Weights.open(folder).close(), "model-1.safetensors has no tensor b");
    }

    @Test
    void namesABrokenShard() {
        write("model-1.safetensors", SafetensorsBytes.ofFloats("a", 1));
        write("model-2.safetensors", new byte[3]);
        writeIndex("{'weight_map':{'a':'model-1.safetensors','b':'model-2.safetensors'}}");
        assertRefused(() -> Weights.open(folder).close(), "model-2.safetensors is too short");
    }

    @Test
    void namesAParameterOfAnotherShape() {
        write("model.safetensors", SafetensorsBytes.ofFloats("w", 1, 2));
        try (Weights weights = Weights.open(folder)) {
            assertRefused(
                    () -> weights.get("w", 2, 1),
                    "model.safetensors: parameter w",
                    "has the shape [2]",
                    "asks for [2, 1]");
            assertThat(weights.unused()).containsExactly("w");
        }
    }

    @Test
    void namesAParameterThatIsNotFinite() {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            write("model.safetensors", SafetensorsBytes.ofFloats("w", 1, bad, 2));
            try (Weights weights = Weights.open(folder)) {
                assertRefused(() -> weights.get("w", 3), "model.safetensors: parameter w", "NaN or infinite");
            }
        }
    }

    @Test
    void namesAParameterOfWholeNumbers() {
        write(
                "model.safetensors",
                SafetensorsBytes.of("{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]));
        try (Weights weights = Weights.open(folder)) {
            assertRefused(() -> weights.get("ids", 1), "model.safetensors: parameter ids", "whole numbers");
        }
    }

    @Test
    void skipsWhatNobodyNeeds() {
        write(
                "model.safetensors",
                SafetensorsBytes.of("{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]));
        try (Weights weights = Weights.open(folder)) {
            weights.skip("absent");
            assertThat(weights.unused()).containsExactly("ids");
            weights.skip("ids");
            assertThat(weights.unused()).isEmpty();
        }
    }

    private static void assertRefused(ThrowingCallable call, String... messageParts) {
        assertThatThrownBy(call).isInstanceOf(ModelFormatException.class).hasMessageContainingAll(messageParts);
    }

    private void writeIndex(String json) {
        write("model.safetensors.index.json", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) {
        SafetensorsBytes.write(folder.resolve(name), content);
    }
}
