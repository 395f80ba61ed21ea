/** The command line: one class a command, over the engine's public API. */
@NullMarked
package io.instgenie.examples.cli;

import org.jspecify.annotations.NullMarked;
