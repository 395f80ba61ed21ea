/** From a published Diffusers folder to models ready to run. */
@NullMarked
package io.instgenie.pretrained;

import org.jspecify.annotations.NullMarked;
