package io.instgenie.pretrained;

import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;
import java.nio.file.Path;

/** Models in folders as Diffusers' {@code save_pretrained} writes them. Stateless. */
public final class ModelFolder {
    private ModelFolder() {}

    /**
     * Loads the model in {@code folder}, of whichever family it is.
     *
     * @param placement of all its networks
     * @param kernels of that device
     * @return to be closed by the caller
     * @throws io.instgenie.edit.ModelFormatException if something is missing, malformed or unsupported
     */
    public static Pipeline load(Path folder, Placement placement, Kernels kernels) {
        return FluxPipeline.load(folder, placement, kernels);
    }
}
