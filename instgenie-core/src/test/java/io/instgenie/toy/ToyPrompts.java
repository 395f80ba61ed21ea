package io.instgenie.toy;

import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.Prompts;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A prompt's words as random numbers, each word by its own seed. An absent negative prompt is zeros, which no prompt is. */
final class ToyPrompts implements Prompts {
    static final int WIDTH = 6;
    private static final int TOKENS = 5;

    @Override
    public PromptEmbedding encode(String prompt, int maxSequenceLength) {
        String[] words = prompt.split(" ", -1);
        float[] states = new float[TOKENS * WIDTH];
        for (int token = 0; token < TOKENS; token++) {
            Random random = new Random(token < words.length ? words[token].hashCode() : -1);
            for (int i = 0; i < WIDTH; i++) {
                states[token * WIDTH + i] = random.nextFloat() - 0.5f;
            }
        }
        List<String> notes =
                words.length > TOKENS ? List.of("the prompt is too long; cut off: " + words[TOKENS]) : List.of();
        return new PromptEmbedding(states, TOKENS, new float[0], notes);
    }

    @Override
    public PromptEmbedding encodeNegative(Optional<String> prompt, int maxSequenceLength) {
        return prompt.map(given -> encode(given, maxSequenceLength))
                .orElseGet(() -> new PromptEmbedding(new float[TOKENS * WIDTH], TOKENS, new float[0], List.of()));
    }
}
