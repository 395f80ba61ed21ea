/** Picture files: reading them upright and in their own colours, converting those to sRGB and back, writing what was read. A leaf. */
@NullMarked
package io.instgenie.picture;

import org.jspecify.annotations.NullMarked;
