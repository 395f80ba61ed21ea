/** Noise schedules and their update rules (what Diffusers calls schedulers), without state. */
@NullMarked
package io.instgenie.model.samplers;

import org.jspecify.annotations.NullMarked;
