/** Small programs to read and to copy from; each runs on the embedded model without arguments. */
@NullMarked
package io.instgenie.examples;

import org.jspecify.annotations.NullMarked;
