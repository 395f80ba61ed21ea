/** Samplers: noise schedules and their update rules (what Diffusers calls schedulers). */
@NullMarked
package io.instgenie.model.samplers;

import org.jspecify.annotations.NullMarked;
