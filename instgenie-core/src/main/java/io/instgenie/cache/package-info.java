/**
 * What holds templates' activations within a bound: {@link io.instgenie.cache.HostTier} keeps them in memory, leases keep what is in use
 * from being freed, and a {@link io.instgenie.cache.CacheManager} chooses what leaves. Policy and bytes only: the owner of a value makes,
 * reads and frees it.
 */
@NullMarked
package io.instgenie.cache;

import org.jspecify.annotations.NullMarked;
