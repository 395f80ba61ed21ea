package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold a component's weights: one, or the shards that an index names.
 *
 * @param source the file, or the index
 * @param shards all files, sorted by name
 * @param weightMap the shard of each tensor, by the tensor's name, as the index tells it; empty if there is one file and no index
 * @param passedOver other weights in the folder, files and indexes, which were not chosen
 */
public record WeightFiles(Path source, List<Path> shards, Map<String, Path> weightMap, List<Path> passedOver) {
    /** Variants that are the same weights in a shorter type, which may stand for them where these are all there is. */
    private static final Set<String> SHORTER_TYPES = Set.of("fp16", "bf16");

    public WeightFiles {
        shards = List.copyOf(shards);
        weightMap = Map.copyOf(weightMap);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * Finds the weights in a component's folder.
     *
     * @param variant e.g. {@code "fp16"}; a component without it has its plain weights taken, as Diffusers' pipelines do. If null, the
     *     plain weights, or else the one variant of a shorter type that there is
     * @throws ModelFormatException if there are none, or an index is malformed or names a file which is not in the folder
     */
    public static WeightFiles find(Path folder, WeightNaming naming, @Nullable String variant) {
        FolderContents contents = FolderContents.of(folder);
        String name = choose(contents, naming, variant);
        Path source = folder.resolve(name);
        List<Path> passedOver = Stream.concat(
                        naming.candidates(null).stream(),
                        variantsIn(contents, naming).stream().flatMap(other -> naming.candidates(other).stream()))
                .filter(other -> !other.equals(name))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
        return name.endsWith(".json")
                ? of(source, WeightIndex.read(source), passedOver)
                : new WeightFiles(source, List.of(source), Map.of(), passedOver);
    }

    private static WeightFiles of(Path index, Map<String, Path> weightMap, List<Path> passedOver) {
        List<Path> shards = weightMap.values().stream().distinct().sorted().toList();
        return new WeightFiles(index, shards, weightMap, passedOver);
    }

    /** Whether a component's folder has weights of that variant. */
    public static boolean hasVariant(Path folder, WeightNaming naming, String variant) {
        return first(folder, naming, variant).isPresent();
    }

    /** The variants of a component's weights that its folder has. */
    public static Set<String> variantsIn(Path folder, WeightNaming naming) {
        return variantsIn(FolderContents.of(folder), naming);
    }

    private static Set<String> variantsIn(FolderContents contents, WeightNaming naming) {
        Set<String> variants = new TreeSet<>();
        contents.entries().stream()
                .filter(Files::isRegularFile)
                .flatMap(file -> naming.variantOf(String.valueOf(file.getFileName())).stream())
                .forEach(variants::add);
        return variants;
    }

    private static String choose(FolderContents contents, WeightNaming naming, @Nullable String variant) {
        Path folder = contents.folder();
        Optional<String> chosen = variant == null ? Optional.empty() : first(folder, naming, variant);
        chosen = chosen.or(() -> first(folder, naming, null));
        if (chosen.isEmpty() && variant == null) {
            Set<String> shorter = new TreeSet<>(variantsIn(contents, naming));
            shorter.retainAll(SHORTER_TYPES);
            chosen = shorter.size() == 1
                    ? first(folder, naming, shorter.iterator().next())
                    : chosen;
        }
        return chosen.orElseThrow(() -> missing(contents, naming, variant));
    }

    private static Optional<String> first(Path folder, WeightNaming naming, @Nullable String variant) {
        return naming.candidates(variant).stream()
                .filter(name -> Files.isRegularFile(folder.resolve(name)))
                .findFirst();
    }

    private static ModelFormatException missing(
            FolderContents contents, WeightNaming naming, @Nullable String variant) {
        StringBuilder message = new StringBuilder(contents.folder() + " holds no weights; looked for "
                + String.join(", ", naming.candidates(null))
                + (variant == null ? "" : " and " + String.join(", ", naming.candidates(variant)))
                + "; it " + contents.describe());
        Set<String> variants = variantsIn(contents, naming);
        if (!variants.isEmpty()) {
            message.append("; it has the variants ").append(variants).append(", one of which may be asked for by name");
        }
        contents.entries().stream()
                .filter(file -> file.toString().endsWith(".safetensors") && Files.isRegularFile(file))
                .flatMap(file ->
                        SingleFileCheckpoint.describe(file)
                                .map(what -> "; " + file.getFileName() + " is " + what)
                                .stream())
                .findFirst()
                .ifPresent(message::append);
        if (contents.entries().stream().anyMatch(file -> file.toString().endsWith(".bin"))) {
            message.append("; *.bin files are Python pickles, which are not read: save them again as safetensors");
        }
        return new ModelFormatException(message.toString());
    }
}
