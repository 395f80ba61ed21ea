/** The engine's real router, step scheduler, block planner and cost model on a virtual clock, without tensors. */
@NullMarked
package io.instgenie.simulator;

import org.jspecify.annotations.NullMarked;
