package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Models in folders as Diffusers' {@code save_pretrained} writes them. Stateless. */
public final class PretrainedModels {
    private static final List<Family> FAMILIES = List.of(new FluxFamily(), new StableDiffusionFamily());

    private PretrainedModels() {}

    /**
     * Reads the model in {@code folder}, of whichever family it is.
     *
     * @param weightVariant the weights to load where a component has them, e.g. {@code "fp16"}
     * @throws ModelFormatException if the pipeline or a setting of it is not supported, or something is missing or malformed; the message
     *     names file and field
     */
    public static PretrainedModel read(Path folder, Optional<String> weightVariant) {
        ModelFolder model = new ModelFolder(folder, weightVariant.orElse(null));
        Config index = model.readModelIndex();
        String pipelineClass = index.stringAt("_class_name");
        return FAMILIES.stream()
                .filter(family -> family.pipelineClasses().contains(pipelineClass))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(model.modelIndex() + ": the pipeline " + pipelineClass
                        + " is not supported; supported are " + supported()))
                .read(model, index);
    }

    private static String supported() {
        return FAMILIES.stream()
                .flatMap(family -> family.pipelineClasses().stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
