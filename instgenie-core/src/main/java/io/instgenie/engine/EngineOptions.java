package io.instgenie.engine;

import io.instgenie.admission.AdmissionLimits;
import io.instgenie.edit.InvalidRequestException;
import java.time.Duration;

/** What an engine is built with, checked. */
public record EngineOptions(
        int threads,
        int workers,
        CacheOptions cache,
        long promptCacheBytes,
        int maxBatchSize,
        int maxPendingEdits,
        MemoryOptions memory,
        double cachedBelow,
        Duration stallTimeout,
        boolean maskedDecode) {
    public static final EngineOptions DEFAULTS = new EngineOptions(
            Runtime.getRuntime().availableProcessors(),
            1,
            CacheOptions.DEFAULTS,
            64L << 20,
            8,
            1000,
            MemoryOptions.DEFAULTS,
            0.95,
            Duration.ofMinutes(10),
            false);

    public EngineOptions {
        require(threads >= 1 && threads <= 1024, "threads", threads, "1 to 1024");
        require(workers >= 1 && workers <= 64, "workers", workers, "1 to 64");
        require(promptCacheBytes >= 0, "promptCacheBytes", promptCacheBytes, "0 or more");
        require(maxBatchSize >= 1 && maxBatchSize <= 1024, "maxBatchSize", maxBatchSize, "1 to 1024");
        require(maxPendingEdits >= 1, "maxPendingEdits", maxPendingEdits, "1 or more");
        require(cachedBelow >= 0 && cachedBelow <= 1, "cachedBelow", cachedBelow, "0 to 1");
        requireTimeout("stallTimeout", stallTimeout);
    }

    /** Threads of one worker's operators. */
    public int threadsPerWorker() {
        return Math.max(1, threads / workers);
    }

    /** Edits that may be in a step at a time, all workers together. */
    public int maxStepping() {
        return workers * maxBatchSize;
    }

    /** @param maxPendingBytes of all edits */
    public AdmissionLimits admission(long maxPendingBytes) {
        return new AdmissionLimits(maxPendingEdits, maxPendingBytes, maxStepping());
    }

    public static void requireTimeout(String option, Duration timeout) {
        require(timeout.compareTo(Duration.ofMillis(1)) >= 0, option, timeout, "a millisecond or more");
    }

    public static void require(boolean valid, String option, Object value, String limits) {
        if (!valid) {
            throw new InvalidRequestException(option + " is " + value + "; it must be " + limits);
        }
    }
}
