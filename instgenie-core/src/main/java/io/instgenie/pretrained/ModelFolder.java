package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.FolderContents;
import io.instgenie.weights.SingleFileCheckpoint;
import io.instgenie.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's folder, and which of its weights are wanted.
 *
 * @param variant e.g. {@code "fp16"}, or null for the plain ones
 */
record ModelFolder(Path path, @Nullable String variant) {
    private static final String MODEL_INDEX = "model_index.json";

    /** As deep as the folder of a downloaded revision lies in the cache of downloads. */
    private static final int DEPTH = 3;

    /** The index of components. */
    Path modelIndex() {
        return path.resolve(MODEL_INDEX);
    }

    /**
     * Reads the index of components.
     *
     * @throws ModelFormatException if there is none; it tells what is there instead
     */
    Config readModelIndex() {
        if (Files.isRegularFile(path)) {
            String what = SingleFileCheckpoint.describe(path).orElse("a file");
            throw new ModelFormatException(path + " is " + what + "; a model is a folder as Diffusers saves it");
        }
        FolderContents contents = FolderContents.of(path);
        if (!Files.isRegularFile(modelIndex())) {
            throw new ModelFormatException(modelIndex() + " does not exist; the folder " + contents.describe()
                    + instead(contents).map(what -> "; " + what).orElse(""));
        }
        return Config.read(modelIndex());
    }

    private Optional<String> instead(FolderContents contents) {
        try (Stream<Path> below = Files.find(path, DEPTH, (file, attributes) -> file.endsWith(MODEL_INDEX))) {
            Optional<Path> pipeline = below.min(Comparator.naturalOrder()).map(Path::getParent);
            if (pipeline.isPresent()) {
                return Optional.of("a model is in " + pipeline.get());
            }
        } catch (IOException e) {
            // what cannot be looked into is not told
        }
        if (contents.entries().stream().anyMatch(file -> file.endsWith("config.json"))) {
            return Optional.of("that is one component; its parent may be the model's folder");
        }
        return contents.entries().stream()
                .filter(Files::isRegularFile)
                .flatMap(file ->
                        SingleFileCheckpoint.describe(file).map(what -> file.getFileName() + " is " + what).stream())
                .findFirst();
    }

    /**
     * Checks that the index names what these components are, that their folders are there, and that one has the wanted variant.
     *
     * @throws ModelFormatException if not, as Diffusers does
     */
    void require(List<Component> components, Config index) {
        components.forEach(component -> component.requireIn(path, index));
        if (variant == null
                || networks(components)
                        .anyMatch(network -> WeightFiles.hasVariant(network.in(path), network.naming(), variant))) {
            return;
        }
        Set<String> there = new TreeSet<>();
        networks(components)
                .forEach(network -> there.addAll(WeightFiles.variantsIn(network.in(path), network.naming())));
        throw new ModelFormatException(path + " has no weights of the variant " + variant + "; "
                + (there.isEmpty() ? "it has no variants" : "it has the variants " + there));
    }

    private static Stream<Component> networks(List<Component> components) {
        return components.stream().filter(Component::hasWeights);
    }

    Config config(Component component) {
        return Config.read(component.configIn(path));
    }

    /** The weights of a network. */
    WeightFiles weights(Component network) {
        return WeightFiles.find(network.in(path), network.naming(), variant);
    }
}
