/** Text encoders: token ids to text states, and prompts to what a denoiser takes of them. */
@NullMarked
package io.instgenie.model.textencoders;

import org.jspecify.annotations.NullMarked;
