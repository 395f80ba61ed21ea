package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.weights.WeightNaming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a FLUX pipeline's folder, one sub-folder each. */
public enum Component {
    TRANSFORMER("transformer", WeightNaming.DIFFUSERS, "FluxTransformer2DModel"),
    VAE("vae", WeightNaming.DIFFUSERS, "AutoencoderKL"),
    TEXT_ENCODER("text_encoder", WeightNaming.TRANSFORMERS, "CLIPTextModel"),
    TEXT_ENCODER_2("text_encoder_2", WeightNaming.TRANSFORMERS, "T5EncoderModel"),
    SCHEDULER("scheduler", Kind.SCHEDULER, "FlowMatchEulerDiscreteScheduler"),
    TOKENIZER("tokenizer", Kind.TOKENIZER, "CLIPTokenizer", "CLIPTokenizerFast"),
    TOKENIZER_2("tokenizer_2", Kind.TOKENIZER, "T5Tokenizer", "T5TokenizerFast");

    /** What a component's folder holds. */
    enum Kind {
        /** {@code config.json} and weights. */
        NETWORK,
        /** {@code scheduler_config.json}. */
        SCHEDULER,
        /** Vocabulary files, whose names are the tokenizer's business. */
        TOKENIZER
    }

    private final String folderName;
    private final Kind kind;
    private final @Nullable WeightNaming naming;
    private final ImmutableList<String> classNames;

    Component(String folderName, WeightNaming naming, String... classNames) {
        this(folderName, Kind.NETWORK, naming, classNames);
    }

    Component(String folderName, Kind kind, String... classNames) {
        this(folderName, kind, null, classNames);
    }

    Component(String folderName, Kind kind, @Nullable WeightNaming naming, String... classNames) {
        this.folderName = folderName;
        this.kind = kind;
        this.naming = naming;
        this.classNames = ImmutableList.copyOf(classNames);
    }

    Kind kind() {
        return kind;
    }

    /** How a network's weights are named. */
    WeightNaming naming() {
        return Objects.requireNonNull(naming, "only networks have weights");
    }

    /** This component's folder in a pipeline's. */
    public Path in(Path pipelineFolder) {
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
        List<String> libraryAndClass = modelIndex.stringsAt(folderName, ImmutableList.of());
        if (libraryAndClass.isEmpty()) {
            throw modelIndex.invalid(folderName, "is missing");
        }
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
