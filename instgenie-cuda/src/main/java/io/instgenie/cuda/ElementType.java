package io.instgenie.cuda;

/** The number formats that kernels read and write. */
public enum ElementType {
    FLOAT32(0, 4),
    FLOAT16(1, 2),
    BFLOAT16(2, 2),
    /** Symmetric, with a float32 scale for each row and head. Only cached keys and values. */
    INT8(3, 1),
    /** With a float32 scale for each row and head. Only cached keys and values. */
    FLOAT8_E4M3(4, 1);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** As {@code instgenie_dtype} counts. */
    int code() {
        return code;
    }

    public int bytes() {
        return bytes;
    }

    /** Whether numbers of this type need a scale. */
    public boolean isScaled() {
        return bytes == 1;
    }

    /** What kernels want the start of each row to be a multiple of, in bytes: eight elements are read at once. */
    int alignment() {
        return isScaled() ? 8 : 16;
    }

    ElementType requireUnscaled(String what) {
        if (isScaled()) {
            throw new IllegalArgumentException(what + " cannot be of type " + this);
        }
        return this;
    }
}
