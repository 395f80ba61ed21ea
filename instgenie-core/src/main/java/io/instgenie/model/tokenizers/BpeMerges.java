package io.instgenie.model.tokenizers;

import java.util.ArrayList;
import java.util.List;

/** The merges of a byte-pair encoding as its files write them: pairs of tokens, first learned first. */
final class BpeMerges {
    private static final String VERSION = "#version";

    private BpeMerges() {}

    /** From {@code merges.txt}: two tokens a line, with a space between them. */
    static List<List<String>> parse(String lines) {
        return lines.lines()
                .filter(line -> !line.startsWith(VERSION))
                .map(BpeMerges::pair)
                .toList();
    }

    /** From {@code tokenizer.json}: lists of two, or (before tokenizers 0.20) texts as in {@code merges.txt}. */
    static List<List<String>> of(JsonObject model) {
        List<List<String>> merges = new ArrayList<>();
        for (Object merge : model.list("merges")) {
            if (merge instanceof String line) {
                merges.add(pair(line));
            } else if (merge instanceof List<?> pair && pair.stream().allMatch(String.class::isInstance)) {
                merges.add(pair.stream().map(String.class::cast).toList());
            } else {
                throw model.wrong("merges", "a list of pairs of tokens");
            }
        }
        return merges;
    }

    private static List<String> pair(String line) {
        return List.of(line.split(" ", -1));
    }
}
