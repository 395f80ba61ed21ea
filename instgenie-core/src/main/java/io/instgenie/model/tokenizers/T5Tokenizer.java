package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * T5's unigram tokenizer (Transformers' {@code T5Tokenizer}): compiled normalisation, words marked by a leading {@code ▁}, the likeliest
 * pieces of each, an end token. Thread-safe.
 */
public final class T5Tokenizer implements Tokenizer {
    private static final String WORD_START = "▁";
    private static final String PADDING = "<pad>";
    private static final String END = "</s>";
    private static final String UNKNOWN = "<unk>";
    private static final int DEFAULT_MAX_LENGTH = 512;
    private static final int DEFAULT_EXTRA_IDS = 100;
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final List<SentencePieceModel.Piece> pieces;
    private final Unigram unigram;
    private final PrecompiledCharsMap charsMap;
    private final Map<String, Integer> specials;
    private final Pattern specialPattern;
    private final int padding;
    private final int end;
    private final int modelMaxLength;

    private T5Tokenizer(Path folder, Path file, SentencePieceModel model, Map<String, Integer> added) {
        pieces = model.pieces();
        charsMap = PrecompiledCharsMap.parse(model.charsMap(), file);
        Path configFile = folder.resolve("tokenizer_config.json");
        Map<String, @Nullable Object> config = TokenizerFiles.objectIfPresent(configFile);
        specials = added.isEmpty() ? specials(pieces, config, configFile) : added;
        unigram = new Unigram(pieces, special(UNKNOWN, file));
        padding = special(PADDING, file);
        end = special(END, file);
        modelMaxLength = config.get("model_max_length") == null
                ? DEFAULT_MAX_LENGTH
                : (int) Math.min(
                        Integer.MAX_VALUE,
                        TokenizerFiles.numberAt(config.get("model_max_length"), configFile, "model_max_length"));
        specialPattern =
                Pattern.compile(specials.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /**
     * From {@code spiece.model}, or else {@code tokenizer.json}.
     *
     * @throws ModelFormatException if these are missing or malformed
     */
    public static T5Tokenizer open(Path folder) {
        Path model = folder.resolve("spiece.model");
        if (Files.exists(model)) {
            return new T5Tokenizer(folder, model, SentencePieceModel.read(model), Map.of());
        }
        Path file = folder.resolve("tokenizer.json");
        if (!Files.exists(file)) {
            throw new ModelFormatException(folder + " holds no T5 tokenizer: neither spiece.model nor tokenizer.json");
        }
        Map<String, @Nullable Object> json = TokenizerFiles.object(file);
        return new T5Tokenizer(folder, file, model(json, file), added(json, file));
    }

    private static SentencePieceModel model(Map<String, @Nullable Object> json, Path file) {
        Map<String, @Nullable Object> unigram = TokenizerFiles.objectAt(json.get("model"), file, "model");
        List<SentencePieceModel.Piece> pieces = new ArrayList<>();
        for (Object entry : TokenizerFiles.listAt(unigram.get("vocab"), file, "model.vocab")) {
            List<?> pair = TokenizerFiles.listAt(entry, file, "model.vocab entry");
            if (pair.size() != 2) {
                throw new ModelFormatException(file + ": a model.vocab entry is not a piece and its score");
            }
            pieces.add(new SentencePieceModel.Piece(
                    TokenizerFiles.stringAt(pair.get(0), file, "model.vocab piece"),
                    TokenizerFiles.numberAt(pair.get(1), file, "model.vocab score")));
        }
        return new SentencePieceModel(pieces, charsMap(json, file));
    }

    private static byte[] charsMap(Map<String, @Nullable Object> json, Path file) {
        if (!(json.get("normalizer") instanceof Map<?, ?> normalizer)
                || !(normalizer.get("precompiled_charsmap") instanceof String base64)) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file + ": precompiled_charsmap is not Base64: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> added(Map<String, @Nullable Object> json, Path file) {
        Map<String, Integer> added = new LinkedHashMap<>();
        for (Object entry : TokenizerFiles.listAt(json.get("added_tokens"), file, "added_tokens")) {
            Map<String, @Nullable Object> token = TokenizerFiles.objectAt(entry, file, "an added token");
            added.put(
                    TokenizerFiles.stringAt(token.get("content"), file, "added_tokens.content"),
                    TokenizerFiles.indexAt(token.get("id"), file, "added_tokens.id"));
        }
        return added;
    }

    /** What a {@code spiece.model} leaves unsaid: the sentinels, which count down from the vocabulary's end. */
    private static Map<String, Integer> specials(
            List<SentencePieceModel.Piece> pieces, Map<String, @Nullable Object> config, Path file) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id).text(), id);
        }
        Map<String, Integer> specials = new LinkedHashMap<>();
        for (String token : List.of(PADDING, END, UNKNOWN)) {
            Integer id = ids.get(token);
            if (id != null) {
                specials.put(token, id);
            }
        }
        int extra = config.get("extra_ids") == null
                ? DEFAULT_EXTRA_IDS
                : TokenizerFiles.indexAt(config.get("extra_ids"), file, "extra_ids");
        for (int i = 0; i < extra; i++) {
            String sentinel = "<extra_id_" + i + ">";
            specials.put(sentinel, ids.getOrDefault(sentinel, pieces.size() + extra - 1 - i));
        }
        return specials;
    }

    private int special(String token, Path file) {
        Integer id = specials.get(token);
        if (id == null) {
            throw new ModelFormatException(file + ": the special token " + token + " is not in the vocabulary");
        }
        return id;
    }

    @Override
    public int modelMaxLength() {
        return modelMaxLength;
    }

    @Override
    public Tokenization encode(String text, int maxLength) {
        List<Integer> ids = new ArrayList<>();
        Matcher matcher = specialPattern.matcher(text);
        int start = 0;
        while (matcher.find()) {
            encodePlain(text.substring(start, matcher.start()), ids);
            ids.add(Objects.requireNonNull(specials.get(matcher.group())));
            start = matcher.end();
        }
        encodePlain(text.substring(start), ids);
        int kept = Math.min(ids.size(), maxLength - 1);
        long[] padded = new long[maxLength];
        Arrays.fill(padded, padding);
        for (int i = 0; i < kept; i++) {
            padded[i] = ids.get(i);
        }
        padded[kept] = end;
        return new Tokenization(padded, decode(ids.subList(kept, ids.size())));
    }

    private void encodePlain(String text, List<Integer> ids) {
        for (String word : WHITE_SPACE.split(charsMap.apply(text))) {
            for (String part : word.split("(?=" + WORD_START + ")")) {
                if (!part.isEmpty()) {
                    ids.addAll(unigram.encode(part.startsWith(WORD_START) ? part : WORD_START + part));
                }
            }
        }
    }

    private String decode(List<Integer> ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(id < pieces.size() ? pieces.get(id).text() : "");
        }
        return text.toString().replace(WORD_START, " ").strip();
    }
}
