package io.instgenie.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that hold a component's weights: one, or the shards that an index names.
 *
 * @param shards all files, sorted by name
 * @param weightMap the shard of each tensor, by the tensor's name, as the index tells it; empty if there is one file and no index
 */
public record WeightFiles(List<Path> shards, Map<String, Path> weightMap) {
    private static final List<String> NAMES = List.of("diffusion_pytorch_model.safetensors", "model.safetensors");
    private static final String INDEX = ".index.json";

    public WeightFiles {
        shards = List.copyOf(shards);
        weightMap = Map.copyOf(weightMap);
    }

    /**
     * Finds the weights in a component's folder; a single file goes before an index.
     *
     * @throws ModelFormatException if there are none, or an index is malformed or names a file which is not in the folder
     */
    public static WeightFiles find(Path folder) {
        for (String name : NAMES) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                return new WeightFiles(List.of(file), Map.of());
            }
            Path index = folder.resolve(name + INDEX);
            if (Files.exists(index)) {
                return readIndex(index);
            }
        }
        throw new ModelFormatException(folder + " holds no weights; looked for " + NAMES + ", also with " + INDEX);
    }

    private static WeightFiles readIndex(Path index) {
        Map<String, Path> weightMap = new TreeMap<>();
        StrictJson.readObject(content(index), index, (name, parser) -> {
            if (name.equals("weight_map")) {
                readWeightMap(parser, index, weightMap);
            } else {
                parser.skipChildren();
            }
        });
        if (weightMap.isEmpty()) {
            throw new ModelFormatException(index + ": weight_map is missing or empty");
        }
        return new WeightFiles(weightMap.values().stream().distinct().sorted().toList(), weightMap);
    }

    private static byte[] content(Path index) {
        try {
            return Files.readAllBytes(index);
        } catch (IOException e) {
            throw new ModelFormatException(index + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void readWeightMap(JsonParser parser, Path index, Map<String, Path> weightMap) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new ModelFormatException(index + ": weight_map is not an object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String tensor = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new ModelFormatException(index + ": weight_map gives tensor " + tensor + " no file name");
            }
            weightMap.put(tensor, shard(parser.getText(), tensor, index));
        }
    }

    private static Path shard(String fileName, String tensor, Path index) {
        if (!fileName.matches("[\\w.-]+\\.safetensors")) { // a bare name: no separators, so no way out of the folder
            throw new ModelFormatException(
                    index + ": weight_map puts tensor " + tensor + " into " + fileName + ", which is no shard's name");
        }
        Path shard = index.resolveSibling(fileName);
        if (!Files.isRegularFile(shard)) {
            throw new ModelFormatException(
                    index + ": weight_map puts tensor " + tensor + " into " + fileName + ", which does not exist");
        }
        return shard;
    }
}
