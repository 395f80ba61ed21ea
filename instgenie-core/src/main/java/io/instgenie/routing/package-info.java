/** Chooses the worker for a job. Knows only numbers: no tensor, no thread. */
@NullMarked
package io.instgenie.routing;

import org.jspecify.annotations.NullMarked;
