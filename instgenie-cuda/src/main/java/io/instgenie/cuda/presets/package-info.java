/** What JavaCPP needs to make the binding of the kernels. */
@NullMarked
package io.instgenie.cuda.presets;

import org.jspecify.annotations.NullMarked;
