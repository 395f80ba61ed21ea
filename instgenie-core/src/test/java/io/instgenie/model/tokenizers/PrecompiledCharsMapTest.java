package io.instgenie.model.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrecompiledCharsMapTest {
    private static final int ROOT_CHILDREN = 256;
    private static final int LEAF_CHILDREN = 512;
    private static final int A = ROOT_CHILDREN ^ 'A';
    private static final int HAS_LEAF = 1 << 8;

    /** A trie that knows only "A", whose replacement begins at {@code value}. */
    private static int[] trie(int value) {
        int[] units = new int[768];
        units[0] = ROOT_CHILDREN << 10;
        units[A] = (A ^ LEAF_CHILDREN) << 10 | HAS_LEAF | 'A';
        units[LEAF_CHILDREN] = 1 << 31 | value;
        return units;
    }

    private static byte[] compiled(int[] units, String replacements) {
        byte[] utf8 = replacements.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + 4 * units.length + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(4 * units.length);
        Arrays.stream(units).forEach(buffer::putInt);
        return buffer.put(utf8).array();
    }

    private static PrecompiledCharsMap parse(int[] units, String replacements) {
        return PrecompiledCharsMap.parse(compiled(units, replacements), "spiece.model");
    }

    private static void assertRefused(byte[] compiled) {
        assertThatThrownBy(() -> PrecompiledCharsMap.parse(compiled, "spiece.model"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("spiece.model");
    }

    @Test
    void replacesWhatTheTrieKnows() {
        assertThat(parse(trie(0), "alpha\0").normalize("xAyA\0")).isEqualTo("xalphayalpha\0");
    }

    @Test
    void replacesAWholeClusterByWhatItsShortestPrefixStandsFor() {
        assertThat(parse(trie(0), "a\0").normalize("A\u0301!")).isEqualTo("a!");
    }

    @Test
    void replacesALongClusterCharacterByCharacter() {
        assertThat(parse(trie(0), "a\0").normalize("A\u0301\u0302\u0303")).isEqualTo("a\u0301\u0302\u0303");
    }

    @Test
    void anEmptyMapReplacesNothing() {
        assertThat(PrecompiledCharsMap.parse(new byte[0], "spiece.model").normalize("Aé"))
                .isEqualTo("Aé");
    }

    @Test
    void refusesAMapCutOff() {
        byte[] whole = compiled(trie(0), "a\0");
        assertRefused(Arrays.copyOf(whole, 2));
        assertRefused(Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void refusesAUnitThatPointsOutside() {
        int[] units = trie(0);
        units[A] = 4096 << 10 | HAS_LEAF | 'A';
        assertRefused(compiled(units, "a\0"));
        assertRefused(compiled(new int[] {0}, "a\0"));
    }

    @Test
    void refusesALeafWithoutReplacement() {
        assertRefused(compiled(trie(2), "a\0"));
        assertRefused(compiled(trie(1), "é\0"));
        assertRefused(compiled(trie(0), "a".repeat(1000)));
    }
}
