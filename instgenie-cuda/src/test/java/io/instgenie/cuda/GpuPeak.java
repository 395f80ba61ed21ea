package io.instgenie.cuda;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GPU can do at most, from its maker's data sheet.
 *
 * @param name part of the name that the driver gives
 * @param flops a second, dense, 16-bit operands and float32 sums
 * @param bytes a second, of its memory
 */
record GpuPeak(String name, double flops, double bytes) {
    private static final List<GpuPeak> KNOWN = List.of(
            new GpuPeak("A100-SXM4-80GB", 312e12, 2.039e12),
            new GpuPeak("A100-SXM4-40GB", 312e12, 1.555e12),
            new GpuPeak("H100 PCIe", 756e12, 2.0e12),
            new GpuPeak("H100 80GB HBM3", 989e12, 3.35e12),
            new GpuPeak("H200", 989e12, 4.8e12),
            new GpuPeak("L40S", 362e12, 0.864e12));

    static @Nullable GpuPeak of(String device) {
        return KNOWN.stream()
                .filter(peak -> device.contains(peak.name))
                .findFirst()
                .orElse(null);
    }

    /** The least time, in microseconds: of the arithmetic or of moving the bytes, whichever is longer. */
    double micros(double flopCount, double byteCount) {
        return Math.max(flopCount / flops, byteCount / bytes) * 1e6;
    }
}
