package io.instgenie.model.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.instgenie.edit.ModelFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BytePairEncodingTest {
    private static final List<String> LETTERS = List.of("a", "b", "c", "a</w>", "b</w>", "c</w>");

    @Test
    void mergesTheEarliestLearnedLeftmostPairUntilNoneIsLeft() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<List<String>> merges = randomMerges(random);
            Vocabulary vocabulary = vocabulary(merges);
            String word = randomWord(random, 1 + random.nextInt(30));
            assertThat(encode(vocabulary, merges, word))
                    .as("seed %d", seed)
                    .isEqualTo(oneMergeAtATime(word, merges).stream()
                            .map(vocabulary::id)
                            .toList());
        }
    }

    @Test
    void takesNoQuadraticTimeOnALongWord() {
        Random random = new Random(1);
        List<List<String>> merges = randomMerges(random);
        Vocabulary vocabulary = vocabulary(merges);
        String word = randomWord(random, 300_000);
        List<Integer> ids = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> encode(vocabulary, merges, word));
        StringBuilder spelled = new StringBuilder();
        ids.forEach(id -> spelled.append(vocabulary.token(id)));
        assertThat(spelled).hasToString(word + BytePairEncoding.END_OF_WORD);
    }

    @Test
    void aCharacterOutsideTheVocabularyIsUnknown() {
        assertThat(encode(vocabulary(List.of()), List.of(), "aéb")).containsExactly(0, 99, 4);
    }

    @Test
    void refusesAMergeOfUnknownTokens() {
        assertThatThrownBy(() -> encode(vocabulary(List.of()), List.of(List.of("a", "zz")), "a"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("merges.txt")
                .hasMessageContaining("zz");
    }

    private static List<Integer> encode(Vocabulary vocabulary, List<List<String>> merges, String word) {
        LongStream.Builder ids = LongStream.builder();
        new BytePairEncoding(vocabulary, merges, 99, "merges.txt").encode(word, ids);
        return ids.build().mapToObj(id -> (int) id).toList();
    }

    private static Vocabulary vocabulary(List<List<String>> merges) {
        Set<String> tokens = new LinkedHashSet<>(LETTERS);
        merges.forEach(pair -> tokens.add(pair.get(0) + pair.get(1)));
        return new Vocabulary("vocab.json", List.copyOf(tokens));
    }

    /** Pairs of tokens known so far, of which only the right one may end a word. */
    private static List<List<String>> randomMerges(Random random) {
        List<String> tokens = new ArrayList<>(LETTERS);
        Set<List<String>> merges = new LinkedHashSet<>();
        while (merges.size() < 15) {
            String left = tokens.get(random.nextInt(tokens.size()));
            String right = tokens.get(random.nextInt(tokens.size()));
            if (!left.endsWith(BytePairEncoding.END_OF_WORD) && merges.add(List.of(left, right))) {
                tokens.add(left + right);
            }
        }
        return List.copyOf(merges);
    }

    private static String randomWord(Random random, int length) {
        return random.ints(length, 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<String> oneMergeAtATime(String word, List<List<String>> merges) {
        List<String> symbols = new ArrayList<>(List.of(word.split("")));
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + BytePairEncoding.END_OF_WORD);
        while (true) {
            int best = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int rank = merges.indexOf(symbols.subList(i, i + 2));
                if (rank >= 0 && rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return symbols;
            }
            symbols.set(at, symbols.get(at) + symbols.remove(at + 1));
        }
    }
}
