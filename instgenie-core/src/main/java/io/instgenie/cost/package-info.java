/**
 * What things cost on this machine: seconds of compute by rows and keys, seconds of loading by bytes. Measured once by a
 * {@link io.instgenie.cost.Calibrator}, refined by what steps really take, kept in a file.
 */
@NullMarked
package io.instgenie.cost;

import org.jspecify.annotations.NullMarked;
