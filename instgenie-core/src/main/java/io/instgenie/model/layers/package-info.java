/** The layers that networks are made of, with their parameters taken from {@link io.instgenie.weights.Weights}. */
@NullMarked
package io.instgenie.model.layers;

import org.jspecify.annotations.NullMarked;
