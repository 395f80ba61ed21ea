package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.WeightNaming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * A part of a pipeline's folder, in a sub-folder of its own.
 *
 * @param folderName its name in {@code model_index.json} too
 * @param classNames the classes that are known here
 */
record Component(String folderName, Kind kind, ImmutableList<String> classNames) {
    static final Component VAE = new Component("vae", Kind.NETWORK, "AutoencoderKL");
    static final Component TEXT_ENCODER = new Component("text_encoder", Kind.TEXT_ENCODER, "CLIPTextModel");
    static final Component TOKENIZER = new Component("tokenizer", Kind.TOKENIZER, "CLIPTokenizer", "CLIPTokenizerFast");

    /** What a component's folder holds. */
    enum Kind {
        /** {@code config.json} and weights as Diffusers saves them. */
        NETWORK,
        /** {@code config.json} and weights as Transformers saves them. */
        TEXT_ENCODER,
        /** {@code scheduler_config.json}. */
        SCHEDULER,
        /** Vocabulary files, whose names are the tokenizer's business. */
        TOKENIZER
    }

    Component(String folderName, Kind kind, String... classNames) {
        this(folderName, kind, ImmutableList.copyOf(classNames));
    }

    static Component scheduler(Collection<String> classNames) {
        return new Component("scheduler", Kind.SCHEDULER, ImmutableList.copyOf(classNames));
    }

    boolean hasWeights() {
        return kind == Kind.NETWORK || kind == Kind.TEXT_ENCODER;
    }

    /** How its weights are named. */
    WeightNaming naming() {
        return kind == Kind.NETWORK ? WeightNaming.DIFFUSERS : WeightNaming.TRANSFORMERS;
    }

    /** This component's folder in a pipeline's. */
    Path in(Path pipelineFolder) {
        return pipelineFolder.resolve(folderName);
    }

    /** This component's config in a pipeline's folder; a tokenizer's is not read. */
    Path configIn(Path pipelineFolder) {
        return in(pipelineFolder).resolve(kind == Kind.SCHEDULER ? "scheduler_config.json" : "config.json");
    }

    /**
     * Checks that the index names a class for this component that is known here, and that its folder is there.
     *
     * @throws ModelFormatException if not
     */
    void requireIn(Path pipelineFolder, Config modelIndex) {
        if (!modelIndex.holdsAnythingAt(folderName)) {
            throw modelIndex.invalid(folderName, "is missing");
        }
        List<String> libraryAndClass = modelIndex.stringsAt(folderName, ImmutableList.of());
        String className = libraryAndClass.get(libraryAndClass.size() - 1);
        if (!classNames.contains(className)) {
            throw modelIndex.invalid(
                    folderName,
                    "names the class " + className + ", which is not supported; it must be one of " + classNames);
        }
        if (!Files.isDirectory(in(pipelineFolder))) {
            throw new ModelFormatException(in(pipelineFolder) + " does not exist, but model_index.json names it");
        }
    }
}
