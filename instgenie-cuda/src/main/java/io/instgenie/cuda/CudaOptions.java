package io.instgenie.cuda;

import io.instgenie.edit.InvalidRequestException;

/**
 * How a {@link CudaWorkerDevice} uses its GPU.
 *
 * @param computeType what networks compute in: bfloat16 or float32; float16 overflows in T5 and in some of Flux's blocks
 * @param memoryBytes of the GPU, for weights, activations and whatever else, 1 or more
 * @param cacheBytes of these, for copies of the activations used most, 0 or more
 */
public record CudaOptions(ElementType computeType, long memoryBytes, long cacheBytes) {
    /** @throws InvalidRequestException if one is outside its limits; the message names it */
    public CudaOptions {
        require(
                computeType == ElementType.BFLOAT16 || computeType == ElementType.FLOAT32,
                "computeType is " + computeType + "; it must be BFLOAT16 or FLOAT32");
        require(memoryBytes >= 1, "memoryBytes is " + memoryBytes + "; it must be 1 or more");
        require(
                cacheBytes >= 0 && cacheBytes <= memoryBytes,
                "cacheBytes is " + cacheBytes + "; it must be 0 to memoryBytes, " + memoryBytes);
    }

    /** Bfloat16, nine tenths of the memory that is free, an eighth of that for activations. */
    static CudaOptions of(CudaGpu gpu) {
        long memory = Math.max(1, gpu.freeBytes() / 10 * 9);
        return new CudaOptions(ElementType.BFLOAT16, memory, memory / 8);
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new InvalidRequestException(message);
        }
    }
}
