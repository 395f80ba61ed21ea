package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Weights in one file for programs that do not read Diffusers' folders, told by the names of their tensors: as the models' authors
 * published them (FLUX, Stable Diffusion and their autoencoders). Stateless.
 */
public final class SingleFileCheckpoint {
    private static final List<String> BEGINNINGS = List.of(
            "model.diffusion_model.",
            "diffusion_model.",
            "first_stage_model.",
            "cond_stage_model.",
            "conditioner.embedders.",
            "double_blocks.",
            "single_blocks.",
            "input_blocks.",
            "encoder.down.",
            "decoder.up.",
            "text_encoders.",
            "vae.");

    private SingleFileCheckpoint() {}

    /** What to tell of a file whose tensors have these names, if it is such a one. */
    static Optional<String> describe(Collection<String> tensorNames) {
        return tensorNames.stream()
                .filter(name -> BEGINNINGS.stream().anyMatch(name::startsWith))
                .findFirst()
                .map(name -> "a single-file checkpoint (with the tensor " + name
                        + "), not a component as Diffusers saves it; Diffusers converts it: "
                        + "from_single_file(file), then save_pretrained(folder)");
    }

    /** As {@link #describe(Collection)} of a safetensors file; nothing of one that cannot be read. */
    public static Optional<String> describe(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return describe(SafetensorsHeader.read(channel, channel.size(), file)
                    .tensors()
                    .keySet());
        } catch (IOException | ModelFormatException e) {
            return Optional.empty();
        }
    }
}
