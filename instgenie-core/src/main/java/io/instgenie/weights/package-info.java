/** Tensors of a component's parameters, read from safetensors files. */
@NullMarked
package io.instgenie.weights;

import org.jspecify.annotations.NullMarked;
