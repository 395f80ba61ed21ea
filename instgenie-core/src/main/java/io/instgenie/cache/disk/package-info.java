/**
 * Templates' activations in files: {@link io.instgenie.cache.disk.DiskTier} keeps a folder within its bound, and every section that is read
 * from a file is checked.
 */
@NullMarked
package io.instgenie.cache.disk;

import org.jspecify.annotations.NullMarked;
