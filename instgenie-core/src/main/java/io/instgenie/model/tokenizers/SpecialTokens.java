package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tokenizer's folder says beside its vocabulary: the tokens with a role, and all tokens to be cut out of a text first. The files
 * take precedence as in Transformers 5 ({@code PreTrainedTokenizerBase._from_pretrained}): {@code added_tokens_decoder} of
 * {@code tokenizer_config.json} alone if it is there; else {@code special_tokens_map.json} over {@code tokenizer_config.json}, with the
 * details of {@code tokenizer.json}.
 */
final class SpecialTokens {
    static final String BOS = "bos_token";
    static final String EOS = "eos_token";
    static final String UNK = "unk_token";
    static final String PAD = "pad_token";

    private static final List<String> ROLES = List.of(BOS, EOS, UNK, PAD);
    private static final List<String> EXTRA_LISTS = List.of("extra_special_tokens", "additional_special_tokens");

    private final JsonObject config;
    private final Map<String, AddedToken> byRole = new LinkedHashMap<>();
    private final Map<String, AddedToken> extra = new LinkedHashMap<>();
    private final Map<String, AddedToken> detailed = new LinkedHashMap<>();

    private SpecialTokens(Path folder) {
        config = JsonObject.readIfPresent(folder.resolve("tokenizer_config.json"));
        collect(config);
        if (config.has("added_tokens_decoder")) {
            JsonObject decoder = config.object("added_tokens_decoder");
            decoder.fields()
                    .keySet()
                    .forEach(id -> detail(decoder, id, decoder.object(id).fields()));
        } else {
            collect(JsonObject.readIfPresent(folder.resolve("special_tokens_map.json")));
            JsonObject tokenizer = JsonObject.readIfPresent(folder.resolve("tokenizer.json"));
            if (tokenizer.has("added_tokens")) {
                tokenizer.list("added_tokens").forEach(token -> detail(tokenizer, "added_tokens", token));
            }
        }
    }

    static SpecialTokens read(Path folder) {
        return new SpecialTokens(folder);
    }

    private void collect(JsonObject file) {
        for (String role : ROLES) {
            Object token = file.fields().get(role);
            if (token != null) {
                byRole.put(role, AddedToken.of(file, role, token));
            }
        }
        for (String list : EXTRA_LISTS) {
            // Some configs have an object here; its tokens belong to other kinds of models.
            if (file.fields().get(list) instanceof List<?> tokens) {
                for (Object token : tokens) {
                    put(extra, AddedToken.of(file, list, token));
                }
            }
        }
    }

    private void detail(JsonObject file, String field, Object token) {
        put(detailed, AddedToken.of(file, field, token));
    }

    private static void put(Map<String, AddedToken> tokens, AddedToken token) {
        tokens.put(token.content(), token);
    }

    /** The content of the token with a role. */
    String content(String role, String ifAbsent) {
        AddedToken token = byRole.get(role);
        return token == null ? ifAbsent : token.content();
    }

    /** All added tokens, each once, those with an id in the files first. */
    Collection<AddedToken> all() {
        Map<String, AddedToken> all = new LinkedHashMap<>(detailed);
        // One content in several roles is one token, with the details of its last role.
        Map<String, AddedToken> named = new LinkedHashMap<>();
        for (String role : ROLES) {
            AddedToken token = byRole.get(role);
            if (token != null) {
                put(named, token);
            }
        }
        named.forEach(all::putIfAbsent);
        extra.forEach(all::putIfAbsent);
        return all.values();
    }

    /** {@code model_max_length}; at most {@link Integer#MAX_VALUE}, as Transformers writes 1e30 for "none". */
    int modelMaxLength(int ifAbsent) {
        if (!config.has("model_max_length")) {
            return ifAbsent;
        }
        double length = config.number("model_max_length");
        if (!(length >= 1)) {
            throw config.wrong("model_max_length", "a positive number");
        }
        return (int) length;
    }

    /** A whole number from {@code tokenizer_config.json} that must lie within {@code 0..largest}. */
    int count(String field, int ifAbsent, int largest) {
        int count = config.has(field) ? config.integer(field) : ifAbsent;
        if (count < 0 || count > largest) {
            throw new ModelFormatException(
                    config.place() + ": " + field + " is " + count + ", not within 0 and " + largest);
        }
        return count;
    }
}
