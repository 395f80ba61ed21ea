/**
 * The seams between an engine and the models it runs. A model is a {@link io.instgenie.model.Pipeline}: text encoders, an autoencoder, a sampler,
 * a way to repaint, and a {@link io.instgenie.model.Denoiser} that is walked block by block. What is peculiar to a family of models stays in
 * its own package below this one.
 */
@NullMarked
package io.instgenie.model;

import org.jspecify.annotations.NullMarked;
