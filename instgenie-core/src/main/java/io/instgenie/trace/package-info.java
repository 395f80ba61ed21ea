/** Events for Java Flight Recorder: what a step, its blocks and their loads took. Off unless a recording turns them on. */
@NullMarked
package io.instgenie.trace;

import org.jspecify.annotations.NullMarked;
