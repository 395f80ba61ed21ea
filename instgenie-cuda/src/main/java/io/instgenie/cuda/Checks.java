package io.instgenie.cuda;

/** What is refused before a kernel starts, in words that name it. */
final class Checks {
    private Checks() {}

    static void require(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(message, arguments));
        }
    }

    static void requireEqual(long actual, long expected, String what) {
        require(actual == expected, "%s: %d instead of %d", what, actual, expected);
    }

    static void requireAddress(long address, int alignment, String what) {
        require(address != 0, "%s: no address", what);
        require(address % alignment == 0, "%s: the address is not a multiple of %d bytes", what, alignment);
    }

    /** A stride in elements of {@code type} between things of {@code width} elements. */
    static void requireStride(long stride, long width, ElementType type, String what) {
        require(stride >= width, "%s: a stride of %d lets %d elements overlap", what, stride, width);
        require(
                stride * type.bytes() % type.alignment() == 0,
                "%s: a stride of %d elements is not a multiple of %d bytes",
                what,
                stride,
                type.alignment());
    }
}
