package io.instgenie.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code *.safetensors.index.json}: which shard has each tensor. Stateless. */
final class WeightIndex {
    private WeightIndex() {}

    /**
     * The shard of each tensor.
     *
     * @throws ModelFormatException if the index is malformed or names a file which is not beside it
     */
    static Map<String, Path> read(Path index) {
        try {
            return parse(Files.readAllBytes(index), index);
        } catch (IOException e) {
            throw new ModelFormatException(index + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** From the content of {@code index}. */
    static Map<String, Path> parse(byte[] json, Path index) {
        ForeignContent.refuse(index, json);
        Map<String, Path> weightMap = new TreeMap<>();
        StrictJson.readObject(json, index, (name, parser) -> {
            if (name.equals("weight_map")) {
                readWeightMap(parser, index, weightMap);
            } else {
                parser.skipChildren();
            }
        });
        if (weightMap.isEmpty()) {
            throw new ModelFormatException(index + ": weight_map is missing or empty");
        }
        return weightMap;
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
