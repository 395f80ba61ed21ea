package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's compiled normalisation: a double-array trie from byte sequences to places in a block of replacements. Thread-safe.
 *
 * <p>Format: the trie's size in bytes (uint32, little-endian), its units (uint32 each), then zero-terminated UTF-8 replacements.
 */
final class PrecompiledCharsMap {
    /** Longer grapheme clusters are not looked up whole, as in the reference. */
    private static final int LONGEST_CLUSTER = 5;

    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private final int[] units;
    private final byte[] replacements;

    private PrecompiledCharsMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /** @throws ModelFormatException if {@code bytes} are too short for the trie they announce */
    static PrecompiledCharsMap parse(byte[] bytes, Path file) {
        if (bytes.length == 0) {
            return new PrecompiledCharsMap(new int[0], new byte[0]);
        }
        if (bytes.length < Integer.BYTES) {
            throw new ModelFormatException(file + ": precompiled_charsmap is truncated");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long size = Integer.toUnsignedLong(buffer.getInt());
        if (size % Integer.BYTES != 0 || size > buffer.remaining()) {
            throw new ModelFormatException(file + ": precompiled_charsmap announces a trie of " + size
                    + " bytes, but has " + buffer.remaining());
        }
        int[] units = new int[(int) size / Integer.BYTES];
        buffer.asIntBuffer().get(units);
        return new PrecompiledCharsMap(units, Arrays.copyOfRange(bytes, Integer.BYTES + (int) size, bytes.length));
    }

    String apply(String text) {
        StringBuilder normalized = new StringBuilder(text.length());
        Matcher clusters = CLUSTER.matcher(text);
        while (clusters.find()) {
            String cluster = clusters.group();
            String whole = utf8Length(cluster) <= LONGEST_CLUSTER ? replacement(cluster) : null;
            if (whole != null) {
                normalized.append(whole);
                continue;
            }
            cluster.codePoints().mapToObj(Character::toString).forEach(c -> {
                String single = replacement(c);
                normalized.append(single == null ? c : single);
            });
        }
        return normalized.toString();
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What the shortest key that {@code chunk} begins with maps to, or null if there is none. */
    private @Nullable String replacement(String chunk) {
        if (units.length == 0) {
            return null;
        }
        int node = offset(units[0]);
        for (byte b : chunk.getBytes(StandardCharsets.UTF_8)) {
            int label = b & 0xFF;
            node ^= label;
            if (label == 0 || node < 0 || node >= units.length || (units[node] & 0x8000_00FF) != label) {
                return null;
            }
            boolean hasLeaf = (units[node] >>> 8 & 1) == 1;
            node ^= offset(units[node]);
            if (hasLeaf) {
                return node >= 0 && node < units.length ? text(units[node] & 0x7FFF_FFFF) : null;
            }
        }
        return null;
    }

    /** The offset field of a double-array unit. */
    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private @Nullable String text(int start) {
        if (start >= replacements.length) {
            return null;
        }
        int end = start;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, start, end - start, StandardCharsets.UTF_8);
    }
}
