/** FLUX.1: denoiser, prompts, and its ways to repaint. */
@NullMarked
package io.instgenie.model.flux;

import org.jspecify.annotations.NullMarked;
