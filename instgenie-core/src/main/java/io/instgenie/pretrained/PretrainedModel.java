package io.instgenie.pretrained;

import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;

/** A model's folder, read and checked, but for the values of its weights. Immutable. */
public interface PretrainedModel {
    /** Tells its content from other models', in hexadecimal: equal wherever the same files lie. */
    String modelHash();

    /**
     * This model with another sampler as its own.
     *
     * @param className as {@link io.instgenie.model.samplers.SamplerChoice#named} takes it
     * @throws io.instgenie.edit.InvalidRequestException if the model cannot be sampled so
     */
    PretrainedModel withSampler(String className);

    /**
     * Loads its networks to a device.
     *
     * @param kernels of that device
     * @return to be closed by the caller
     * @throws io.instgenie.edit.ModelFormatException if weights are missing or malformed
     */
    Pipeline load(Placement placement, Kernels kernels);
}
