package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;

/**
 * Of a model that knows one sampler.
 *
 * @param className that it has in Diffusers
 */
public record OnlySampler(String className, Sampler own) implements SamplerChoice {
    @Override
    public Sampler named(String name) {
        if (!name.equals(className)) {
            throw new InvalidRequestException(
                    "the sampler " + name + " is not supported by this model; it must be " + className);
        }
        return own;
    }
}
