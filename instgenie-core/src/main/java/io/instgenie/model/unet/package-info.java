/**
 * The denoiser of Stable Diffusion 1.5, 2.1 and XL, a UNet, as a flat list of blocks over rows: a row is one cell of a map. Convolutions,
 * group norms and self-attention are the only layers in which a cell reads others.
 */
@NullMarked
package io.instgenie.model.unet;

import org.jspecify.annotations.NullMarked;
