package io.instgenie.cuda;

import java.util.Set;

/**
 * Queries, keys, values or outputs in device memory, {@code [rows, heads, headDim]}, elements of a head side by side. Rows may lie
 * inside heads or heads inside rows. It owns nothing.
 *
 * @param address of the first element, a multiple of 16 bytes (8 for one-byte types)
 * @param headDim 32, 40, 64, 80, 96 or 128
 * @param rowStride elements from a row to the next
 * @param headStride elements from a head to the next
 */
public record HeadRows(
        long address, ElementType type, int rows, int heads, int headDim, long rowStride, long headStride) {
    static final Set<Integer> HEAD_SIZES = Set.of(32, 40, 64, 80, 96, 128);

    /** @throws IllegalArgumentException if the kernels cannot read it so; the message names what is wrong */
    public HeadRows {
        Checks.require(HEAD_SIZES.contains(headDim), "head size %d is none of 32, 40, 64, 80, 96 and 128", headDim);
        Checks.require(rows >= 0, "%d rows", rows);
        Checks.require(heads >= 1 && heads <= 65535, "%d heads", heads);
        if (rows > 0) {
            Checks.requireAddress(address, type.alignment(), "rows of heads");
            Checks.requireStride(rowStride, headDim, type, "rows");
            Checks.requireStride(headStride, headDim, type, "heads");
        }
    }

    /** Heads side by side, rows one after the other. */
    public static HeadRows dense(long address, ElementType type, int rows, int heads, int headDim) {
        return new HeadRows(address, type, rows, heads, headDim, (long) heads * headDim, headDim);
    }

    /** Some of these rows. */
    HeadRows slice(int start, int length) {
        return new HeadRows(
                address + start * rowStride * type.bytes(), type, length, heads, headDim, rowStride, headStride);
    }

    /** The same memory as rows of {@code heads * headDim} elements; heads must lie side by side. */
    Rows asRows(String what) {
        Checks.requireEqual(headStride, headDim, what + ": elements from a head to the next");
        return new Rows(address, type, rows, heads * headDim, rowStride);
    }

    void requireHeads(int expectedHeads, int expectedHeadDim, String what) {
        Checks.requireEqual(heads, expectedHeads, what + ": heads");
        Checks.requireEqual(headDim, expectedHeadDim, what + ": head size");
    }
}
