/** Denoisers that are transformers, as lists of blocks that an executor walks over ragged rows. */
@NullMarked
package io.instgenie.model.transformers;

import org.jspecify.annotations.NullMarked;
