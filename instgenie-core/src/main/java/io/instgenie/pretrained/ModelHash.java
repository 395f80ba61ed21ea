package io.instgenie.pretrained;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.WeightDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pipeline's content as one hash: SHA-256 over {@code model_index.json}, the configs and the tokenizers' files as they are, byte for
 * byte, and over the {@linkplain WeightDigest digests} of the weight files, each under its name in the folder. Where the folder lies, and
 * when its files were written, does not matter.
 */
final class ModelHash {
    private ModelHash() {}

    /** The hash of a pipeline's folder with these components and the weights that are wanted, in hexadecimal. */
    static String of(ModelFolder model, List<Component> components) {
        Path folder = model.path();
        Hasher hasher = Hashing.sha256().newHasher();
        put(hasher, folder, model.modelIndex());
        for (Component component : components) {
            if (component.kind() == Component.Kind.TOKENIZER) {
                filesIn(component.in(folder)).forEach(file -> put(hasher, folder, file));
            } else {
                put(hasher, folder, component.configIn(folder));
            }
            if (component.hasWeights()) {
                model.weights(component).shards().forEach(shard -> put(hasher, folder, shard, WeightDigest.of(shard)));
            }
        }
        return hasher.hash().toString();
    }

    private static void put(Hasher hasher, Path folder, Path file) {
        try {
            put(hasher, folder, file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Lengths go first, so that no two sequences of names and contents run together into the same bytes. */
    private static void put(Hasher hasher, Path folder, Path file, byte[] content) {
        byte[] name = folder.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8);
        hasher.putInt(name.length).putBytes(name).putInt(content.length).putBytes(content);
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new ModelFormatException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
