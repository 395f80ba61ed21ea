package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * T5's tokenizer: words, each with a mark in front, cut by a unigram model, and an end token. Gives the ids of Transformers' {@code
 * T5Tokenizer}. Thread-safe.
 */
public final class T5Tokenizer implements Tokenizer {
    private static final String WORD_START = "▁";
    private static final String END = "</s>";
    private static final String PADDING = "<pad>";
    private static final int DEFAULT_MAX_LENGTH = 512;
    private static final int EXTRA_IDS = 100;
    private static final int MOST_EXTRA_IDS = 10_000;
    private static final Pattern WORD = Pattern.compile("\\P{IsWhite_Space}+");
    private static final Pattern MARKED_PART = Pattern.compile("▁[^▁]*");

    private final Vocabulary vocabulary;
    private final Unigram model;
    private final AddedTokens addedTokens;
    private final SequenceFrame frame;
    private final int modelMaxLength;

    T5Tokenizer(UnigramFile file, SpecialTokens special) {
        Map<String, AddedToken> added = new LinkedHashMap<>();
        special.all().forEach(token -> added.put(token.content(), token));
        file.added().forEach(token -> added.putIfAbsent(token.content(), token));
        vocabulary = new Vocabulary(file.place(), file.pieces()).with(added.values());
        model = new Unigram(file.pieces(), file.scores(), file.unknownId(), file.place());
        addedTokens = new AddedTokens(added.values(), vocabulary, file.charsMap()::normalize);
        frame = new SequenceFrame(
                new long[0],
                new long[] {vocabulary.id(special.content(SpecialTokens.EOS, END))},
                vocabulary.id(special.content(SpecialTokens.PAD, PADDING)));
        modelMaxLength = special.modelMaxLength(DEFAULT_MAX_LENGTH);
    }

    /**
     * From a folder with {@code spiece.model}, or else {@code tokenizer.json}; beside it {@code tokenizer_config.json} and {@code
     * special_tokens_map.json}, if they are there.
     *
     * @throws ModelFormatException if a file is missing or malformed; the message names it and the field or piece at fault
     */
    public static T5Tokenizer open(Path folder) {
        SpecialTokens special = SpecialTokens.read(folder);
        Path sentencePiece = folder.resolve("spiece.model");
        UnigramFile file = Files.exists(sentencePiece)
                ? UnigramFile.ofSentencePiece(
                        ModelFiles.bytes(sentencePiece),
                        sentencePiece.toString(),
                        special.count("extra_ids", EXTRA_IDS, MOST_EXTRA_IDS))
                : UnigramFile.ofJson(JsonObject.read(folder.resolve("tokenizer.json")));
        return new T5Tokenizer(file, special);
    }

    @Override
    public Tokenization encode(String text, int maxLength) {
        LongStream.Builder ids = LongStream.builder();
        addedTokens.split(text, ids, part -> encodeWords(part, ids));
        return frame.apply(ids.build().toArray(), maxLength, this::decode);
    }

    private void encodeWords(String text, LongConsumer out) {
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            String marked = word.group().startsWith(WORD_START) ? word.group() : WORD_START + word.group();
            for (Matcher part = MARKED_PART.matcher(marked); part.find(); ) {
                model.encode(part.group(), out);
            }
        }
    }

    private String decode(long[] ids) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            text.append(vocabulary.token(ids[i]).replace(WORD_START, i == 0 ? "" : " "));
        }
        return text.toString();
    }

    @Override
    public int modelMaxLength() {
        return modelMaxLength;
    }
}
