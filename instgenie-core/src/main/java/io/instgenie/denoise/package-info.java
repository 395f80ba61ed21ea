/** The step: walking the denoiser's blocks for a ragged batch, with a template's keys and values loaded, projected or computed. */
@NullMarked
package io.instgenie.denoise;

import org.jspecify.annotations.NullMarked;
