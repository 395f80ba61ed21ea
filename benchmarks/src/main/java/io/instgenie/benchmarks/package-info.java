/** Benchmarks: JMH ones, comparisons in turns that print ratios, and what peers are compared on. */
@NullMarked
package io.instgenie.benchmarks;

import org.jspecify.annotations.NullMarked;
