/** Chooses the jobs that take the next step together. Knows only numbers: no tensor, no thread, no clock of its own. */
@NullMarked
package io.instgenie.batching;

import org.jspecify.annotations.NullMarked;
