package io.instgenie.model.samplers;

/** What a model can be sampled by: its own sampler, and those of other scheduler classes of Diffusers. Immutable, thread-safe. */
public interface SamplerChoice {
    /** The one that the model's folder names. */
    Sampler own();

    /**
     * The sampler of a scheduler class, with the model's settings (Diffusers' {@code X.from_config(pipeline.scheduler.config)}).
     *
     * @param className e.g. {@code "EulerDiscreteScheduler"}
     * @throws io.instgenie.edit.InvalidRequestException if there is none for this model; the message tells which there are
     * @throws io.instgenie.edit.ModelFormatException if the model has a setting that this sampler does not support
     */
    Sampler named(String className);
}
