package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens and their ids, {@code 0..size-1}. Immutable. */
final class Vocabulary {
    private final String place;
    private final List<String> tokens;
    private final Map<String, Integer> ids;

    /** Each token's id is its place in the list; of equal tokens the last one's counts. */
    Vocabulary(String place, List<String> tokens) {
        this.place = place;
        this.tokens = List.copyOf(tokens);
        this.ids = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
        }
    }

    /** From an object with the ids by token. */
    static Vocabulary of(JsonObject json) {
        @Nullable String[] tokens = new String[json.fields().size()];
        for (String token : json.fields().keySet()) {
            int id = json.integer(token);
            if (id < 0 || id >= tokens.length || tokens[id] != null) {
                throw new ModelFormatException(json.place() + ": the id " + id + " of \"" + token
                        + "\" is taken or outside 0.." + (tokens.length - 1));
            }
            tokens[id] = token;
        }
        return new Vocabulary(json.place(), Arrays.asList(tokens));
    }

    /** This vocabulary with those of {@code added} that it lacks at its end. */
    Vocabulary with(Collection<AddedToken> added) {
        List<String> all = new ArrayList<>(tokens);
        added.stream()
                .map(AddedToken::content)
                .filter(token -> !ids.containsKey(token))
                .forEach(all::add);
        return new Vocabulary(place, all);
    }

    String token(long id) {
        return tokens.get((int) id);
    }

    @Nullable
    Integer find(String token) {
        return ids.get(token);
    }

    int id(String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new ModelFormatException(place + " lacks the token \"" + token + "\"");
        }
        return id;
    }
}
