package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's compiled normalizer: replacements of short strings, found by a double-array trie over their UTF-8 bytes (Darts-clone).
 * Follows {@code Precompiled} of Hugging Face's tokenizers, which replaces a whole grapheme cluster by what its <em>shortest</em>
 * prefix in the trie stands for. Immutable.
 *
 * <p>The compiled form is the trie's size in bytes, its units (all 32-bit, little-endian), then the replacements, each ended by a zero
 * byte. A unit holds the byte that leads to it, where its children lie, and whether one of them is a leaf; a leaf holds where its
 * replacement begins.
 */
final class PrecompiledCharsMap {
    /** Longer clusters are replaced character by character. */
    private static final int LONGEST_CLUSTER = 5;

    /** Several times Unicode's longest compatibility decomposition; without a limit a file could make a text grow at will. */
    private static final int LONGEST_REPLACEMENT = 255;

    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private final int[] units;
    private final byte[] replacements;

    private PrecompiledCharsMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /**
     * Reads the compiled form; an empty one replaces nothing.
     *
     * @throws ModelFormatException if it is cut off, or a unit of the trie points outside
     */
    static PrecompiledCharsMap parse(byte[] compiled, String place) {
        if (compiled.length == 0) {
            return new PrecompiledCharsMap(new int[0], compiled);
        }
        ByteBuffer buffer = ByteBuffer.wrap(compiled).order(ByteOrder.LITTLE_ENDIAN);
        int trieBytes = compiled.length < Integer.BYTES ? -1 : buffer.getInt();
        if (trieBytes < Integer.BYTES || trieBytes % Integer.BYTES != 0 || trieBytes > buffer.remaining()) {
            throw new ModelFormatException(
                    place + ": a trie of " + trieBytes + " bytes does not fit its " + compiled.length + " bytes");
        }
        int[] units = new int[trieBytes / Integer.BYTES];
        buffer.asIntBuffer().get(units);
        byte[] replacements = Arrays.copyOfRange(compiled, Integer.BYTES + trieBytes, compiled.length);
        ModelFiles.utf8(replacements, place + ": the replacements");
        PrecompiledCharsMap map = new PrecompiledCharsMap(units, replacements);
        map.check(place);
        return map;
    }

    /** Visits every unit that a lookup can reach, so that lookups need no checks. */
    private void check(String place) {
        BitSet seen = new BitSet(units.length);
        Deque<Integer> open = new ArrayDeque<>();
        open.add(0);
        seen.set(0);
        while (!open.isEmpty()) {
            int node = open.remove();
            int children = children(node);
            // Offsets are exclusive-ored with a byte, so all children lie in one block of 256.
            if (children < 0 || (children | 0xff) >= units.length) {
                throw new ModelFormatException(place + ": unit " + node + " of the trie points outside");
            }
            if (hasLeaf(node) && !isReplacement(value(children))) {
                throw new ModelFormatException(
                        place + ": the leaf of unit " + node + " does not point to a replacement");
            }
            for (int b = 1; b <= 0xff; b++) {
                int child = children ^ b;
                if (label(child) == b && !seen.get(child)) {
                    seen.set(child);
                    open.add(child);
                }
            }
        }
    }

    private boolean isReplacement(int start) {
        return start < replacements.length
                && (replacements[start] & 0xc0) != 0x80 // not inside a character
                && endOf(start) - start <= LONGEST_REPLACEMENT;
    }

    private int children(int node) {
        int unit = units[node];
        return node ^ (unit >>> 10 << ((unit & 1 << 9) >>> 6));
    }

    private boolean hasLeaf(int node) {
        return (units[node] & 1 << 8) != 0;
    }

    /** The byte that leads to the unit; beyond a byte for a leaf. */
    private int label(int node) {
        return units[node] & (1 << 31 | 0xff);
    }

    private int value(int leaf) {
        return units[leaf] & Integer.MAX_VALUE;
    }

    String normalize(String text) {
        if (units.length == 0) {
            return text;
        }
        StringBuilder normalized = new StringBuilder(text.length());
        CLUSTER.matcher(text).results().forEach(cluster -> appendCluster(cluster.group(), normalized));
        return normalized.toString();
    }

    private void appendCluster(String cluster, StringBuilder out) {
        byte[] utf8 = cluster.getBytes(StandardCharsets.UTF_8);
        String replacement = utf8.length <= LONGEST_CLUSTER ? find(utf8) : null;
        if (replacement != null) {
            out.append(replacement);
            return;
        }
        cluster.codePoints().forEach(c -> {
            String character = Character.toString(c);
            String ofCharacter = find(character.getBytes(StandardCharsets.UTF_8));
            out.append(ofCharacter == null ? character : ofCharacter);
        });
    }

    /** What the shortest prefix of {@code key} in the trie stands for. */
    private @Nullable String find(byte[] key) {
        int node = 0;
        for (byte b : key) {
            int child = children(node) ^ b & 0xff;
            if (b == 0 || label(child) != (b & 0xff)) {
                return null;
            }
            node = child;
            if (hasLeaf(node)) {
                return replacement(value(children(node)));
            }
        }
        return null;
    }

    private String replacement(int start) {
        return new String(replacements, start, endOf(start) - start, StandardCharsets.UTF_8);
    }

    private int endOf(int start) {
        int end = start;
        while (end < replacements.length && replacements[end] != 0 && end - start <= LONGEST_REPLACEMENT) {
            end++;
        }
        return end;
    }
}
