/**
 * Brings activations from files to a block in time: {@link io.instgenie.cache.prefetch.Prefetcher} loads them into staging slots while
 * earlier blocks compute.
 */
@NullMarked
package io.instgenie.cache.prefetch;

import org.jspecify.annotations.NullMarked;
