package io.instgenie.model;

import io.instgenie.model.autoencoders.AutoencoderKl;

/** The networks of a model on one device, ready to run. Thread-safe until closed; owns them. */
public interface Pipeline extends AutoCloseable {
    PipelineSpec spec();

    Prompts prompts();

    AutoencoderKl autoencoder();

    Repainting repainting();

    Denoiser denoiser();

    @Override
    void close();
}
