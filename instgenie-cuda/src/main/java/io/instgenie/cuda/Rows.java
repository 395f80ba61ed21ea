package io.instgenie.cuda;

/**
 * A matrix in device memory, {@code [rows, width]}, elements of a row side by side. It owns nothing.
 *
 * @param address of the first element, a multiple of 16 bytes (8 for one-byte types)
 * @param width a multiple of 8
 * @param stride elements from a row to the next
 */
public record Rows(long address, ElementType type, int rows, int width, long stride) {
    /** @throws IllegalArgumentException if the kernels cannot read it so; the message names what is wrong */
    public Rows {
        Checks.require(rows >= 0, "%d rows", rows);
        Checks.require(width > 0 && width % 8 == 0, "a width of %d is not a positive multiple of 8", width);
        if (rows > 0) {
            Checks.requireAddress(address, type.alignment(), "rows");
            Checks.requireStride(stride, width, type, "rows");
        }
    }

    /** Rows one after the other. */
    public static Rows dense(long address, ElementType type, int rows, int width) {
        return new Rows(address, type, rows, width, width);
    }

    void requireLike(Rows other, String what) {
        Checks.require(type == other.type, "%s: %s instead of %s", what, type, other.type);
        Checks.requireEqual(width, other.width, what + ": width");
    }

    void requireLikeEachRowOf(Rows other, String what) {
        requireLike(other, what);
        Checks.requireEqual(rows, other.rows, what + ": rows");
    }
}
