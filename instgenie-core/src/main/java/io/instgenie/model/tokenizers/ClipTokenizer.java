package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CLIP's lower-casing, byte-level byte-pair encoding (Transformers' {@code CLIPTokenizer}): words end in {@code </w>}, a text in the end
 * token. Thread-safe.
 */
public final class ClipTokenizer implements Tokenizer {
    private static final String WORD_END = "</w>";
    private static final int DEFAULT_MAX_LENGTH = 77;
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Integer> vocabulary;
    private final Map<Integer, String> tokens = new HashMap<>();
    private final BytePairEncoding merges;
    private final Pattern words;
    private final long begin;
    private final long end;
    private final long padding;
    private final int unknown;
    private final int modelMaxLength;

    private ClipTokenizer(Path folder, Map<String, Integer> vocabulary, BytePairEncoding merges) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        vocabulary.forEach((token, id) -> tokens.put(id, token));
        Path file = folder.resolve("tokenizer_config.json");
        Map<String, @Nullable Object> config = new HashMap<>(TokenizerFiles.objectIfPresent(file));
        config.putAll(TokenizerFiles.objectIfPresent(folder.resolve("special_tokens_map.json")));
        String beginToken = special(config, file, "bos_token", "<|startoftext|>");
        String endToken = special(config, file, "eos_token", "<|endoftext|>");
        begin = id(beginToken, file);
        end = id(endToken, file);
        padding = id(special(config, file, "pad_token", endToken), file);
        unknown = id(special(config, file, "unk_token", endToken), file);
        modelMaxLength = config.get("model_max_length") == null
                ? DEFAULT_MAX_LENGTH
                : (int) TokenizerFiles.numberAt(config.get("model_max_length"), file, "model_max_length");
        words = Pattern.compile(
                Pattern.quote(beginToken) + "|" + Pattern.quote(endToken)
                        + "|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
                Pattern.UNICODE_CHARACTER_CLASS);
    }

    /**
     * From {@code vocab.json} and {@code merges.txt}, or else {@code tokenizer.json}.
     *
     * @throws ModelFormatException if these are missing or malformed
     */
    public static ClipTokenizer open(Path folder) {
        Path vocabulary = folder.resolve("vocab.json");
        Path merges = folder.resolve("merges.txt");
        if (Files.exists(vocabulary) && Files.exists(merges)) {
            return new ClipTokenizer(
                    folder, vocabulary(TokenizerFiles.object(vocabulary), vocabulary), merges(lines(merges), merges));
        }
        Path file = folder.resolve("tokenizer.json");
        if (!Files.exists(file)) {
            throw new ModelFormatException(
                    folder + " holds no CLIP tokenizer: neither vocab.json and merges.txt nor tokenizer.json");
        }
        Map<String, @Nullable Object> model =
                TokenizerFiles.objectAt(TokenizerFiles.object(file).get("model"), file, "model");
        List<String> rules = new ArrayList<>();
        for (Object rule : TokenizerFiles.listAt(model.get("merges"), file, "model.merges")) {
            rules.add(rule instanceof List<?> pair && pair.size() == 2 ? pair.get(0) + " " + pair.get(1) : "" + rule);
        }
        return new ClipTokenizer(
                folder,
                vocabulary(TokenizerFiles.objectAt(model.get("vocab"), file, "model.vocab"), file),
                merges(rules, file));
    }

    private static Map<String, Integer> vocabulary(Map<String, @Nullable Object> json, Path file) {
        Map<String, Integer> vocabulary = new HashMap<>();
        json.forEach((token, id) -> vocabulary.put(token, TokenizerFiles.indexAt(id, file, "token " + token)));
        return vocabulary;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static BytePairEncoding merges(List<String> lines, Path file) {
        Map<BytePairEncoding.Pair, Integer> ranks = new HashMap<>();
        for (String line : lines) {
            if (line.startsWith("#version") || line.isBlank()) {
                continue;
            }
            int space = line.indexOf(' ');
            if (space < 1 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new ModelFormatException(file + ": the merge \"" + line + "\" is not two symbols");
            }
            ranks.putIfAbsent(
                    new BytePairEncoding.Pair(line.substring(0, space), line.substring(space + 1)), ranks.size());
        }
        return new BytePairEncoding(ranks);
    }

    private static String special(Map<String, @Nullable Object> config, Path file, String field, String fallback) {
        Object token = config.get(field);
        return token == null ? fallback : TokenizerFiles.tokenAt(token, file, field);
    }

    private int id(String token, Path file) {
        Integer id = vocabulary.get(token);
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
        Matcher matcher = words.matcher(normalize(text));
        while (matcher.find()) {
            encodeWord(matcher.group(), ids);
        }
        int kept = Math.min(ids.size(), maxLength - 2);
        long[] padded = new long[maxLength];
        Arrays.fill(padded, padding);
        padded[0] = begin;
        for (int i = 0; i < kept; i++) {
            padded[i + 1] = ids.get(i);
        }
        padded[kept + 1] = end;
        return new Tokenization(padded, decode(ids.subList(kept, ids.size())));
    }

    private static String normalize(String text) {
        String composed = WHITE_SPACE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(" ");
        StringBuilder lower = new StringBuilder(composed.length());
        // One code point at a time: in context, Java would write a final sigma, which the reference does not.
        composed.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }

    private void encodeWord(String word, List<Integer> ids) {
        Integer whole = vocabulary.get(word);
        if (whole != null && (whole == begin || whole == end)) {
            ids.add(whole);
            return;
        }
        String bytes = ByteAlphabet.encode(word);
        List<String> symbols = new ArrayList<>(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            symbols.add(bytes.substring(i, i + 1));
        }
        symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + WORD_END);
        for (String token : merges.apply(symbols)) {
            ids.add(vocabulary.getOrDefault(token, unknown));
        }
    }

    private String decode(List<Integer> ids) {
        StringBuilder encoded = new StringBuilder();
        for (int id : ids) {
            encoded.append(Objects.requireNonNull(tokens.get(id)).replace(WORD_END, ByteAlphabet.encode(" ")));
        }
        return ByteAlphabet.decode(encoded.toString()).strip();
    }
}
