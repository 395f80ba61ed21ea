package io.instgenie.model.tokenizers;

/**
 * A text as token ids.
 *
 * @param ids as many as were asked for, padded
 * @param length how many of them are in front of the padding
 * @param truncated the end of the text for which there was no room, decoded from its ids as Diffusers' pipelines report it; empty if
 *     everything fitted
 */
public record Tokenization(long[] ids, int length, String truncated) {}
