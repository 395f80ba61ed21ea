/** Prompt and picture to a job's state, beside the step loop and never inside it. */
@NullMarked
package io.instgenie.encode;

import org.jspecify.annotations.NullMarked;
