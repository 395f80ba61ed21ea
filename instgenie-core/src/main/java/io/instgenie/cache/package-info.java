/** Templates' activations where there is room for them. Policy only: what is kept is freed by its owner's own code. */
@NullMarked
package io.instgenie.cache;

import org.jspecify.annotations.NullMarked;
