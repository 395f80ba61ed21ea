/** What a worker computes on: where tensors live, what blocks run there, how activations come there. */
@NullMarked
package io.instgenie.device;

import org.jspecify.annotations.NullMarked;
