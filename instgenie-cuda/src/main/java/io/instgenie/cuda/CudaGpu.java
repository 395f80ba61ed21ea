package io.instgenie.cuda;

/**
 * A GPU as the driver describes it.
 *
 * @param computeCapability 90 for 9.0
 */
public record CudaGpu(String name, int computeCapability, int multiprocessors, long totalBytes, long freeBytes) {
    @Override
    public String toString() {
        return "%s (compute capability %d.%d, %d of %d MiB free)"
                .formatted(name, computeCapability / 10, computeCapability % 10, freeBytes >> 20, totalBytes >> 20);
    }
}
