/** The engine on NVIDIA GPUs: kernels of our own where a general library leaves time on the table, and copies that hide behind compute. */
@NullMarked
package io.instgenie.cuda;

import org.jspecify.annotations.NullMarked;
