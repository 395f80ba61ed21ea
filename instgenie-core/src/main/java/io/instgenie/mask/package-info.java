/** The geometry between pixels, latents and tokens, and the way back into the picture. Pure Java, imports only {@code edit}. */
@NullMarked
package io.instgenie.mask;

import org.jspecify.annotations.NullMarked;
