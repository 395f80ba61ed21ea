package io.instgenie.edit;

/** How an edit is computed. */
public enum EditMode {
    /** All tokens at every step: the published Diffusers pipeline, number for number. */
    DENSE,
    /** Only the tokens under the mask; the others come from the template's cache. Needs a template. */
    CACHED,
    /** {@link #CACHED} where the request names a template and the cache can serve it, else {@link #DENSE}. */
    AUTO
}
