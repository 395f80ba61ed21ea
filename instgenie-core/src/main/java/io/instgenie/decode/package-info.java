/** Latents to the finished picture, beside the step loop. */
@NullMarked
package io.instgenie.decode;

import org.jspecify.annotations.NullMarked;
