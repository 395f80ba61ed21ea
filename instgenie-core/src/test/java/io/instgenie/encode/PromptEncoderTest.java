package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptEncoderTest {
    private static final int FLOATS = 100;

    private final List<String> encoded = new ArrayList<>();
    private final Prompts encoders = new Prompts() {
        @Override
        public PromptEmbedding encode(String prompt, int maxSequenceLength) {
            encoded.add(prompt + maxSequenceLength);
            return new PromptEmbedding(new float[FLOATS], 1, new float[0], List.of());
        }

        @Override
        public PromptEmbedding encodeNegative(Optional<String> prompt, int maxSequenceLength) {
            encoded.add("negative " + prompt + maxSequenceLength);
            return new PromptEmbedding(new float[FLOATS], 1, new float[0], List.of());
        }
    };

    @Test
    void encodesAPromptOnceForEachLength() {
        PromptEncoder encoder = new PromptEncoder(encoders, 1 << 20);
        PromptEmbedding first = encoder.encode("a cat", 8);
        assertThat(encoder.encode("a cat", 8)).isSameAs(first);
        assertThat(encoder.encode("a cat", 9)).isNotSameAs(first);
        assertThat(encoded).containsExactly("a cat8", "a cat9");
    }

    @Test
    void negativePromptsAreKeptApart() {
        PromptEncoder encoder = new PromptEncoder(encoders, 1 << 20);
        PromptEmbedding positive = encoder.encode("", 8);
        PromptEmbedding empty = encoder.encodeNegative(Optional.of(""), 8);
        PromptEmbedding absent = encoder.encodeNegative(Optional.empty(), 8);
        assertThat(encoder.encodeNegative(Optional.empty(), 8)).isSameAs(absent);
        assertThat(empty).isNotSameAs(positive).isNotSameAs(absent);
        assertThat(encoded).hasSize(3);
    }

    @Test
    void copiesOfTheModelShareWhatIsKept() {
        PromptEncoder encoder = new PromptEncoder(encoders, 1 << 20);
        PromptEmbedding first = encoder.encode("a cat", 8);
        assertThat(encoder.sharedBy(encoders).encode("a cat", 8)).isSameAs(first);
    }

    /** Of five embeddings, two fit. */
    @Test
    void keepsNoMoreThanItsBound() {
        PromptEncoder encoder = new PromptEncoder(encoders, 2 * FLOATS * Float.BYTES);
        for (int round = 0; round < 2; round++) {
            for (int prompt = 0; prompt < 5; prompt++) {
                encoder.encode("prompt " + prompt, 8);
            }
        }
        assertThat(encoded).hasSizeBetween(5 + 3, 10);
    }

    @Test
    void withoutRoomItEncodesEachTime() {
        PromptEncoder encoder = new PromptEncoder(encoders, 0);
        encoder.encode("a cat", 8);
        encoder.encode("a cat", 8);
        assertThat(encoded).hasSize(2);
    }
}
