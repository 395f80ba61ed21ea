/** Benchmarks: JMH classes, and programs that write tables and plots to {@code benchmarks/results}. */
@NullMarked
package io.instgenie.benchmarks;

import org.jspecify.annotations.NullMarked;
