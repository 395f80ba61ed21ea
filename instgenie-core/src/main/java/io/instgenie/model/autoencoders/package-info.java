/** Between pictures and latents. */
@NullMarked
package io.instgenie.model.autoencoders;

import org.jspecify.annotations.NullMarked;
