/** Decides what may come in, and in which order it goes on. */
@NullMarked
package io.instgenie.admission;

import org.jspecify.annotations.NullMarked;
