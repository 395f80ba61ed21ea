package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** A component's open weight files as one. Thread-safe until closed. */
final class Shards implements AutoCloseable {
    private final Map<Path, SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOfTensor;

    private Shards(Map<Path, SafetensorsFile> files, Map<String, SafetensorsFile> fileOfTensor) {
        this.files = files;
        this.fileOfTensor = fileOfTensor;
    }

    static Shards open(WeightFiles weightFiles) {
        Map<Path, SafetensorsFile> files = new HashMap<>();
        try {
            weightFiles.shards().forEach(path -> files.put(path, SafetensorsFile.open(path)));
            return new Shards(files, fileOfTensor(weightFiles, files));
        } catch (RuntimeException e) {
            files.values().forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static Map<String, SafetensorsFile> fileOfTensor(
            WeightFiles weightFiles, Map<Path, SafetensorsFile> files) {
        Map<String, SafetensorsFile> fileOfTensor = new LinkedHashMap<>();
        if (weightFiles.weightMap().isEmpty()) {
            files.values().forEach(file -> file.names().forEach(name -> fileOfTensor.put(name, file)));
        }
        weightFiles.weightMap().forEach((name, path) -> {
            SafetensorsFile file = files.get(path);
            if (file == null || !file.names().contains(name)) {
                throw new ModelFormatException(path + " has no tensor " + name + ", which the index puts there");
            }
            fileOfTensor.put(name, file);
        });
        return fileOfTensor;
    }

    /** The names of all tensors; of shards, those that the index names. */
    Set<String> names() {
        return Collections.unmodifiableSet(fileOfTensor.keySet());
    }

    /** As {@link SafetensorsFile#get}. */
    Tensor get(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        if (file == null) {
            throw new ModelFormatException(paths() + " has no tensor " + name
                    + SingleFileCheckpoint.describe(names())
                            .map(what -> "; it is " + what)
                            .orElse(""));
        }
        return file.get(name);
    }

    /** The file of a tensor, to be named in messages. */
    Object pathOf(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        return file == null ? paths() : file.path();
    }

    private Object paths() {
        return files.size() == 1 ? files.keySet().iterator().next() : files.keySet();
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
    }
}
