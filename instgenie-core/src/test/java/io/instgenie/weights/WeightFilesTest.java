package io.instgenie.weights;

import static io.instgenie.weights.WeightNaming.DIFFUSERS;
import static io.instgenie.weights.WeightNaming.TRANSFORMERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file is read is what Diffusers' and Transformers' own code gives for the same folders, but where no plain weights are. */
class WeightFilesTest {
    private static final String SHARD = "shard-00001-of-00001.safetensors";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "DIFFUSERS, , diffusion_pytorch_model.safetensors.index.json diffusion_pytorch_model.safetensors",
        "DIFFUSERS, , diffusion_pytorch_model.safetensors model.safetensors diffusion_pytorch_model.fp16.safetensors",
        "DIFFUSERS, fp16, diffusion_pytorch_model.safetensors.index.fp16.json diffusion_pytorch_model.fp16.safetensors",
        "DIFFUSERS, fp16, diffusion_pytorch_model.safetensors.index.fp16.json diffusion_pytorch_model.safetensors.fp16.index.json",
        "DIFFUSERS, fp16, diffusion_pytorch_model.safetensors.fp16.index.json diffusion_pytorch_model.fp16.safetensors",
        "DIFFUSERS, fp16, diffusion_pytorch_model.fp16.safetensors diffusion_pytorch_model.safetensors.index.json",
        "DIFFUSERS, fp16, diffusion_pytorch_model.safetensors.index.json diffusion_pytorch_model.bf16.safetensors",
        "DIFFUSERS, , diffusion_pytorch_model.bf16.safetensors diffusion_pytorch_model.ema.safetensors",
        "DIFFUSERS, , diffusion_pytorch_model.safetensors.index.fp16.json diffusion_pytorch_model.fp16.safetensors",
        "TRANSFORMERS, , model.safetensors model.safetensors.index.json",
        "TRANSFORMERS, , model.safetensors.index.json model.fp16.safetensors diffusion_pytorch_model.safetensors",
        "TRANSFORMERS, fp16, model.fp16.safetensors model.safetensors.index.fp16.json",
        "TRANSFORMERS, fp16, model.safetensors.index.fp16.json model.safetensors",
        "TRANSFORMERS, fp16, model.safetensors model.safetensors.index.json",
        "TRANSFORMERS, non_ema, model.non_ema.safetensors model.safetensors",
        "TRANSFORMERS, , model.fp16.safetensors model.safetensors.index.fp16.json",
    })
    void theFirstOfTheseIsRead(WeightNaming naming, @Nullable String variant, String names) {
        String[] all = names.split(" ");
        Arrays.stream(all).forEach(this::writeWeights);
        WeightFiles found = WeightFiles.find(folder, naming, variant);
        assertThat(found.source()).isEqualTo(folder.resolve(all[0]));
        assertThat(found.shards()).containsExactly(folder.resolve(all[0].endsWith(".json") ? SHARD : all[0]));
        String stem = naming == DIFFUSERS ? "diffusion_pytorch_model." : "model.";
        assertThat(found.passedOver())
                .containsExactlyInAnyOrder(Arrays.stream(all)
                        .skip(1)
                        .filter(name -> name.startsWith(stem))
                        .map(folder::resolve)
                        .toArray(Path[]::new));
    }

    @Test
    void findsTheShardsOfAnIndex() {
        Path first = write("model-00001-of-00002.safetensors", "");
        Path second = write("model-00002-of-00002.safetensors", "");
        write("model.safetensors.index.json", """
                {"metadata": {"total_size": 12},
                 "weight_map": {"c": "model-00002-of-00002.safetensors", "a": "model-00001-of-00002.safetensors",
                                "b": "model-00002-of-00002.safetensors"}}""");
        WeightFiles found = WeightFiles.find(folder, TRANSFORMERS, null);
        assertThat(found.shards()).containsExactly(first, second);
        assertThat(found.weightMap()).isEqualTo(Map.of("a", first, "b", second, "c", second));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DIFFUSERS | | | is empty",
                "DIFFUSERS | | config.json model.safetensors | it holds config.json, model.safetensors",
                "DIFFUSERS | | diffusion_pytorch_model.fp16.safetensors diffusion_pytorch_model.bf16.safetensors | it has the variants [bf16, fp16]",
                "TRANSFORMERS | | model.ema.safetensors | it has the variants [ema], one of which may be asked for by name",
                "TRANSFORMERS | fp16 | model.bf16.safetensors | looked for model.safetensors, model.safetensors.index.json and model.fp16.safetensors",
                "TRANSFORMERS | | pytorch_model.bin | *.bin files are Python pickles",
            })
    void tellsWhatAFolderHoldsInstead(
            WeightNaming naming, @Nullable String variant, @Nullable String names, String told) {
        if (names != null) {
            Arrays.stream(names.split(" ")).forEach(this::writeWeights);
        }
        assertThatThrownBy(() -> WeightFiles.find(folder, naming, variant))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(folder + " holds no weights; looked for "
                        + naming.candidates(null).get(0))
                .hasMessageContaining(told);
    }

    @Test
    void callsASingleFileCheckpointWhatItIs() {
        SafetensorsBytes.write(
                folder.resolve("flux1-dev.safetensors"), SafetensorsBytes.ofFloats("double_blocks.0.img_attn.norm", 1));
        assertThatThrownBy(() -> WeightFiles.find(folder, DIFFUSERS, null))
                .hasMessageContaining("flux1-dev.safetensors is a single-file checkpoint")
                .hasMessageContaining("from_single_file");
    }

    @Test
    void callsALinkThatLeadsNowhereWhatItIs() throws IOException {
        Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("blobs", "gone"));
        assertThatThrownBy(() -> WeightFiles.find(folder, TRANSFORMERS, null))
                .hasMessageContaining("model.safetensors (a link to a file that is not there)");
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
                "<!DOCTYPE html><html></html> | is an HTML page",
            })
    void namesWhatIsWrongWithAnIndex(String json, String message) {
        write("here.safetensors", "");
        Path index = write("diffusion_pytorch_model.safetensors.index.json", json.replace('\'', '"'));
        assertThatThrownBy(() -> WeightFiles.find(folder, DIFFUSERS, null))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(index.toString())
                .hasMessageContaining(message);
    }

    private void writeWeights(String name) {
        write(SHARD, "");
        write(
                name,
                name.endsWith("index.json") || name.contains(".index.")
                        ? "{\"weight_map\":{\"a\":\"" + SHARD + "\"}}"
                        : "");
    }

    private Path write(String name, String content) {
        return SafetensorsBytes.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
