/** The loop that owns a device: admits jobs, steps them together, and hands them off. */
@NullMarked
package io.instgenie.worker;

import org.jspecify.annotations.NullMarked;
