package io.instgenie.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The library that saves a component, and with it the names of the component's weights and which of several goes first. The rules are those
 * of {@code ModelMixin.from_pretrained} in Diffusers 0.42 and {@code PreTrainedModel.from_pretrained} in Transformers 5.
 */
public enum WeightNaming {
    /** Denoisers and autoencoders: an index goes before a single file. */
    DIFFUSERS("diffusion_pytorch_model") {
        @Override
        List<String> candidates(@Nullable String variant) {
            return variant == null
                    ? List.of(index(""), single(""))
                    : List.of(index("." + variant), olderIndex(variant), single("." + variant));
        }
    },
    /** Text encoders: a single file goes before an index. */
    TRANSFORMERS("model") {
        @Override
        List<String> candidates(@Nullable String variant) {
            String suffix = variant == null ? "" : "." + variant;
            return List.of(single(suffix), index(suffix));
        }
    };

    private static final String SUFFIX = ".safetensors";

    private final String stem;
    private final List<Pattern> ofVariants;

    WeightNaming(String stem) {
        this.stem = stem;
        this.ofVariants = Stream.of(
                        ".(\\w+).safetensors", ".safetensors.index.(\\w+).json", ".safetensors.(\\w+).index.json")
                .map(ending -> Pattern.compile(stem + ending.replace(".", "\\.")))
                .toList();
    }

    /** Diffusers' if a component's folder has anything under its names, else Transformers'. */
    static WeightNaming of(Path folder) {
        boolean diffusers = DIFFUSERS.candidates(null).stream().anyMatch(name -> Files.exists(folder.resolve(name)))
                || !WeightFiles.variantsIn(folder, DIFFUSERS).isEmpty();
        return diffusers ? DIFFUSERS : TRANSFORMERS;
    }

    /** The names to look for, the one that goes first in front; {@code null} for no variant. */
    abstract List<String> candidates(@Nullable String variant);

    String single(String suffix) {
        return stem + suffix + SUFFIX;
    }

    String index(String suffix) {
        return stem + SUFFIX + ".index" + suffix + ".json";
    }

    /** As Diffusers wrote it until 2024, and still reads it. */
    String olderIndex(String variant) {
        return stem + SUFFIX + "." + variant + ".index.json";
    }

    /** The variant whose file or index has this name, if it is one of a variant. */
    Optional<String> variantOf(String fileName) {
        return ofVariants.stream()
                .map(pattern -> pattern.matcher(fileName))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }
}
