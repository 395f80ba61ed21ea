package io.instgenie.cuda;

import org.jspecify.annotations.Nullable;

/**
 * A run of a job's keys and values, read where it lies: fresh ones of the text or of masked tokens, or cached ones of a template.
 *
 * @param rows which rows of {@code keys} and {@code values} these are, in this order; null: all of them
 * @param scales of one-byte types; null for others
 */
public record KeyValueSegment(
        HeadRows keys,
        HeadRows values,
        @Nullable DeviceInts rows,
        @Nullable KeyValueScales scales) {
    /** @throws IllegalArgumentException if keys and values do not fit one another, or scales are missing or not wanted */
    public KeyValueSegment {
        Checks.require(
                keys.type() == values.type(), "keys are of type %s and values of type %s", keys.type(), values.type());
        values.requireHeads(keys.heads(), keys.headDim(), "values");
        Checks.requireEqual(values.rows(), keys.rows(), "rows of values");
        Checks.require(
                keys.type().isScaled() == (scales != null),
                "keys and values of type %s %s scales",
                keys.type(),
                scales == null ? "need" : "have no");
        Checks.require(
                scales == null || scales.rowStride() >= keys.heads(), "scales of %d heads overlap", keys.heads());
    }

    /** All rows of {@code keys} and {@code values}, which need no scales. */
    public static KeyValueSegment of(HeadRows keys, HeadRows values) {
        return new KeyValueSegment(keys, values, null, null);
    }

    /** How many keys there are to attend to. */
    public int length() {
        return rows == null ? keys.rows() : rows.length();
    }

    void requireFor(HeadRows queries) {
        keys.requireHeads(queries.heads(), queries.headDim(), "keys");
        Checks.require(
                keys.type() == queries.type() || keys.type().isScaled(),
                "keys of type %s for queries of type %s",
                keys.type(),
                queries.type());
    }
}
