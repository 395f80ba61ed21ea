package io.instgenie.model.tokenizers;

/**
 * A text as ids.
 *
 * @param ids padded to the length asked for
 * @param truncated the end of the text that had no room, as its tokens read; empty if all had
 */
public record Tokenization(long[] ids, String truncated) {}
