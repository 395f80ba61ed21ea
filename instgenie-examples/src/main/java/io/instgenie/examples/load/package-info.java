/** Puts an engine under load: edits that arrive whether it keeps up or not. */
@NullMarked
package io.instgenie.examples.load;

import org.jspecify.annotations.NullMarked;
