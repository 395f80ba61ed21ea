package io.instgenie.cuda;

/**
 * 32-bit integers in device memory: rows' jobs, positions or indices. What they point at is the caller's business, since nothing is read
 * before the kernel. It owns nothing.
 */
public record DeviceInts(long address, int length) {
    /** @throws IllegalArgumentException if there is no address, or one that is not a multiple of 4 */
    public DeviceInts {
        Checks.require(length >= 0, "%d integers", length);
        if (length > 0) {
            Checks.requireAddress(address, Integer.BYTES, "integers");
        }
    }

    void requireLength(int expected, String what) {
        Checks.requireEqual(length, expected, what);
    }
}
