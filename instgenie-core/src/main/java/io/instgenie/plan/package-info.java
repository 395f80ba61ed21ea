/**
 * Chooses, block by block, how a batch gets its templates' keys and values: loaded, projected from loaded hidden states, or
 * computed. Knows only numbers: no tensor, no cache, no device. Times are seconds from the start of a denoising step.
 */
@NullMarked
package io.instgenie.plan;

import org.jspecify.annotations.NullMarked;
