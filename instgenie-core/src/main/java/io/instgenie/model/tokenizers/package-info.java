/** Tokenizers: text to token ids, exactly as the reference libraries cut it. */
@NullMarked
package io.instgenie.model.tokenizers;

import org.jspecify.annotations.NullMarked;
