/** What an engine tells of itself: counters, latencies, and listeners. */
@NullMarked
package io.instgenie.metrics;

import org.jspecify.annotations.NullMarked;
