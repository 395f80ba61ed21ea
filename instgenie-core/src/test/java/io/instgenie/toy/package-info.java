/**
 * The smallest model that asks everything of the seams: convolutions that read neighbours, two levels, a skip, two lanes, a sampler that
 * remembers. Its weights are random, and its pictures are noise.
 */
@NullMarked
package io.instgenie.toy;

import org.jspecify.annotations.NullMarked;
