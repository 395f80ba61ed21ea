package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * CLIP's tokenizer: lower-cased words, cut by byte-pair encoding over their UTF-8 bytes, between a start and an end token. Gives the ids
 * of Transformers' {@code CLIPTokenizer}. Thread-safe.
 */
public final class ClipTokenizer implements Tokenizer {
    private static final String START_OF_TEXT = "<|startoftext|>";
    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final int DEFAULT_MAX_LENGTH = 77;
    private static final String NOT_A_WORD = "[^\\p{IsWhite_Space}\\p{L}\\p{N}]+";
    private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}+");
    private static final Pattern WORD = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>" + "|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|" + NOT_A_WORD);

    /** The reference cuts each word once more by GPT-2's rule, which breaks up special tokens that were spelled in capitals. */
    private static final Pattern WORD_PART = Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}+|" + NOT_A_WORD);

    private final Vocabulary vocabulary;
    private final BytePairEncoding encoding;
    private final AddedTokens addedTokens;
    private final SequenceFrame frame;
    private final int modelMaxLength;

    private ClipTokenizer(Vocabulary words, List<List<String>> merges, String mergesPlace, SpecialTokens special) {
        vocabulary = words.with(special.all());
        int unknown = vocabulary.id(special.content(SpecialTokens.UNK, END_OF_TEXT));
        encoding = new BytePairEncoding(words, merges, unknown, mergesPlace);
        addedTokens = new AddedTokens(special.all(), vocabulary, ClipTokenizer::normalize);
        frame = new SequenceFrame(
                new long[] {vocabulary.id(special.content(SpecialTokens.BOS, START_OF_TEXT))},
                new long[] {vocabulary.id(special.content(SpecialTokens.EOS, END_OF_TEXT))},
                vocabulary.id(special.content(SpecialTokens.PAD, END_OF_TEXT)));
        modelMaxLength = special.modelMaxLength(DEFAULT_MAX_LENGTH);
    }

    /**
     * From a folder with {@code vocab.json} and {@code merges.txt}, or else {@code tokenizer.json}; beside them
     * {@code tokenizer_config.json} and {@code special_tokens_map.json}, if they are there.
     *
     * @throws ModelFormatException if a file is missing or malformed; the message names it and the field or token at fault
     */
    public static ClipTokenizer open(Path folder) {
        SpecialTokens special = SpecialTokens.read(folder);
        Path vocab = folder.resolve("vocab.json");
        Path merges = folder.resolve("merges.txt");
        if (Files.exists(vocab) && Files.exists(merges)) {
            String lines = ModelFiles.utf8(ModelFiles.bytes(merges), merges.toString());
            return new ClipTokenizer(
                    Vocabulary.of(JsonObject.read(vocab)), BpeMerges.parse(lines), merges.toString(), special);
        }
        return of(JsonObject.read(folder.resolve("tokenizer.json")), special);
    }

    /** From a {@code tokenizer.json}. */
    static ClipTokenizer of(JsonObject file, SpecialTokens special) {
        JsonObject model = file.object("model");
        if (!model.string("type").equals("BPE")) {
            throw model.wrong("type", "BPE");
        }
        return new ClipTokenizer(Vocabulary.of(model.object("vocab")), BpeMerges.of(model), model.place(), special);
    }

    @Override
    public Tokenization encode(String text, int maxLength) {
        LongStream.Builder ids = LongStream.builder();
        addedTokens.split(text, ids, part -> encodeWords(part, ids));
        return frame.apply(ids.build().toArray(), maxLength, this::decode);
    }

    private void encodeWords(String text, LongConsumer out) {
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            for (Matcher part = WORD_PART.matcher(word.group()); part.find(); ) {
                encoding.encode(ByteAlphabet.encode(part.group()), out);
            }
        }
    }

    private static String normalize(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String spaced = WHITE_SPACE.matcher(composed).replaceAll(" ");
        StringBuilder lower = new StringBuilder(spaced.length());
        spaced.codePoints().forEach(c -> appendLowerCase(c, lower));
        return lower.toString();
    }

    // Character by character, unlike String.toLowerCase, which looks at a sigma's neighbours.
    private static void appendLowerCase(int codePoint, StringBuilder out) {
        if (codePoint == 'İ') {
            out.append("i\u0307");
        } else {
            out.appendCodePoint(Character.toLowerCase(codePoint));
        }
    }

    private String decode(long[] ids) {
        return ByteAlphabet.decode(
                        Arrays.stream(ids).mapToObj(vocabulary::token).toList())
                .replace(BytePairEncoding.END_OF_WORD, " ")
                .strip();
    }

    @Override
    public int modelMaxLength() {
        return modelMaxLength;
    }
}
