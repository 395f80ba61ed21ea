/** Ragged rows of several jobs as one matrix, and what runs over them between linear layers. */
@NullMarked
package io.instgenie.model.rows;

import org.jspecify.annotations.NullMarked;
