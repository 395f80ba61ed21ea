package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFilesTest {
    @TempDir
    private Path folder;

    @Test
    void findsASingleFileBeforeAnIndex() {
        Path file = write("model.safetensors", "");
        write("model.safetensors.index.json", "{}");
        WeightFiles found = WeightFiles.find(folder);
        assertThat(found.shards()).containsExactly(file);
        assertThat(found.weightMap()).isEmpty();
    }

    @Test
    void findsTheShardsOfAnIndex() {
        Path first = write("model-00001-of-00002.safetensors", "");
        Path second = write("model-00002-of-00002.safetensors", "");
        write("model.safetensors.index.json", """
                {"metadata": {"total_size": 12},
                 "weight_map": {"c": "model-00002-of-00002.safetensors", "a": "model-00001-of-00002.safetensors",
                                "b": "model-00002-of-00002.safetensors"}}""");
        WeightFiles found = WeightFiles.find(folder);
        assertThat(found.shards()).containsExactly(first, second);
        assertThat(found.weightMap()).isEqualTo(Map.of("a", first, "b", second, "c", second));
    }

    @Test
    void namesTheFolderWithoutWeights() {
        assertThatThrownBy(() -> WeightFiles.find(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(folder + " holds no weights")
                .hasMessageContaining("diffusion_pytorch_model.safetensors");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | its JSON is not valid",
                "{} | weight_map is missing or empty",
                "{'weight_map':{}} | weight_map is missing or empty",
                "{'weight_map':['a']} | weight_map is not an object",
                "{'weight_map':{'a':1}} | weight_map gives tensor a no file name",
                "{'weight_map':{'a':'here.safetensors','a':'here.safetensors'}} | Duplicate field 'a'",
                "{'weight_map':{'a':'gone.safetensors'}} | puts tensor a into gone.safetensors, which does not exist",
                "{'weight_map':{'a':'../here.safetensors'}} | puts tensor a into ../here.safetensors, which is no shard's name",
                "{'weight_map':{'a':'/here.safetensors'}} | puts tensor a into /here.safetensors, which is no shard's name",
                "{'weight_map':{'a':'x\\\\here.safetensors'}} | which is no shard's name",
                "{'weight_map':{'a':'\\u0000.safetensors'}} | which is no shard's name",
                "{'weight_map':{'a':'..'}} | puts tensor a into .., which is no shard's name",
                "{'weight_map':{'a':''}} | which is no shard's name",
            })
    void namesWhatIsWrongWithAnIndex(String json, String message) {
        write("here.safetensors", "");
        Path index = write("diffusion_pytorch_model.safetensors.index.json", json.replace('\'', '"'));
        assertThatThrownBy(() -> WeightFiles.find(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(index.toString())
                .hasMessageContaining(message);
    }

    private Path write(String name, String content) {
        return SafetensorsBytes.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
