/** Files that results are written to. */
@NullMarked
package io.instgenie.files;

import org.jspecify.annotations.NullMarked;
