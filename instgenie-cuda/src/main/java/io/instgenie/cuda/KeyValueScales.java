package io.instgenie.cuda;

/**
 * The scales of one-byte keys and values in device memory, each {@code [rows, heads]} in float32 with heads side by side.
 *
 * @param keys address of the keys' scales
 * @param values address of the values' scales
 * @param rowStride scales from a row to the next
 */
public record KeyValueScales(long keys, long values, long rowStride) {
    /** @throws IllegalArgumentException if an address is missing or not a multiple of 4 */
    public KeyValueScales {
        Checks.requireAddress(keys, Float.BYTES, "scales of keys");
        Checks.requireAddress(values, Float.BYTES, "scales of values");
        Checks.require(rowStride > 0, "scales: a stride of %d", rowStride);
    }
}
