package io.instgenie.model.tokenizers;

/**
 * A token that is cut out of the text before the model sees it.
 *
 * @param content the text it stands for
 * @param normalized whether it is looked for in the normalized text (and in its own normalized form), rather than in the text as written
 */
record AddedToken(String content, boolean normalized) {
    /** From the two ways configs write one: its content alone, or an object. */
    static AddedToken of(JsonObject parent, String field, Object value) {
        if (value instanceof String content) {
            return new AddedToken(content, false);
        }
        JsonObject token = parent.objectOf(value, field);
        return new AddedToken(token.string("content"), token.flag("normalized", false));
    }
}
