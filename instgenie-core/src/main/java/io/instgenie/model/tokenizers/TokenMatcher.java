package io.instgenie.model.tokenizers;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds given tokens in a text, leftmost first, of those the longest. Immutable. */
final class TokenMatcher {
    private static final String NEVER = "(?!)";

    private final Map<String, Integer> ids;
    private final Pattern anyToken;

    TokenMatcher(Map<String, Integer> ids) {
        this.ids = Map.copyOf(ids);
        String longestFirst = ids.keySet().stream()
                .filter(token -> !token.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        anyToken = Pattern.compile(longestFirst.isEmpty() ? NEVER : longestFirst);
    }

    /** Gives the ids of the tokens in {@code text} to {@code out}, the text between them to {@code between}, from left to right. */
    void split(String text, LongConsumer out, Consumer<String> between) {
        int end = 0;
        Matcher matcher = anyToken.matcher(text);
        while (matcher.find()) {
            between.accept(text.substring(end, matcher.start()));
            out.accept(Objects.requireNonNull(ids.get(matcher.group())));
            end = matcher.end();
        }
        between.accept(text.substring(end));
    }
}
