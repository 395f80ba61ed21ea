package io.instgenie.pretrained;

import java.nio.file.Path;
import java.util.Optional;

/** Models in folders as Diffusers' {@code save_pretrained} writes them. Stateless. */
public final class PretrainedModels {
    private PretrainedModels() {}

    /**
     * Reads the model in {@code folder}, of whichever family it is.
     *
     * @param weightVariant the weights to load where a component has them, e.g. {@code "fp16"}
     * @throws io.instgenie.edit.ModelFormatException if the pipeline or a setting of it is not supported, or something is missing or
     *     malformed; the message names file and field
     */
    public static PretrainedModel read(Path folder, Optional<String> weightVariant) {
        return PretrainedPipeline.read(folder, weightVariant);
    }
}
