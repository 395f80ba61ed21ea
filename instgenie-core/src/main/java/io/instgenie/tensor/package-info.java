/** The choke point to libtorch: loading it, scopes for native memory, error mapping, and the CPU's fastest linear layer. */
@NullMarked
package io.instgenie.tensor;

import org.jspecify.annotations.NullMarked;
