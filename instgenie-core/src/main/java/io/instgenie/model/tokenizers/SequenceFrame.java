package io.instgenie.model.tokenizers;

import io.instgenie.edit.InvalidRequestException;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The special tokens around a text's ids.
 *
 * @param before ids in front
 * @param after ids behind
 * @param pad fills what is left
 */
record SequenceFrame(long[] before, long[] after, long pad) {
    /** Puts {@code ids} into a sequence of {@code maxLength}; those without room are reported as {@code decode} spells them. */
    Tokenization apply(long[] ids, int maxLength, Function<long[], String> decode) {
        int room = maxLength - before.length - after.length;
        if (room < 0) {
            throw new InvalidRequestException(
                    "maxLength is " + maxLength + "; the special tokens alone need " + (before.length + after.length));
        }
        int kept = Math.min(ids.length, room);
        long[] framed = new long[maxLength];
        Arrays.fill(framed, pad);
        System.arraycopy(before, 0, framed, 0, before.length);
        System.arraycopy(ids, 0, framed, before.length, kept);
        System.arraycopy(after, 0, framed, before.length + kept, after.length);
        String truncated = kept == ids.length ? "" : decode.apply(Arrays.copyOfRange(ids, kept, ids.length));
        return new Tokenization(framed, before.length + kept + after.length, truncated);
    }
}
