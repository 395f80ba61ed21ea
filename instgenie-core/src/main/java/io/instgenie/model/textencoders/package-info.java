/** Text encoders: token ids to text states. */
@NullMarked
package io.instgenie.model.textencoders;

import org.jspecify.annotations.NullMarked;
