/**
 * Templates' activations where there is room for them: {@link io.instgenie.cache.HostTier} in memory, {@link io.instgenie.cache.DiskTier} in
 * files, and {@link io.instgenie.cache.Prefetcher} to bring them to a block in time. Policy and bytes only: what is kept is made, read and freed
 * by its owner's own code.
 */
@NullMarked
package io.instgenie.cache;

import org.jspecify.annotations.NullMarked;
