package io.instgenie;

import io.instgenie.edit.InvalidRequestException;

/** What an engine is built with, checked. */
record EngineOptions(
        int threads,
        CacheOptions cache,
        long promptCacheBytes,
        int maxBatchSize,
        int maxPendingEdits,
        double cachedBelow,
        boolean maskedDecode) {
    static final EngineOptions DEFAULTS = new EngineOptions(
            Runtime.getRuntime().availableProcessors(), CacheOptions.DEFAULTS, 64L << 20, 8, 1000, 0.95, false);

    EngineOptions {
        require(threads >= 1 && threads <= 1024, "threads", threads, "1 to 1024");
        require(promptCacheBytes >= 0, "promptCacheBytes", promptCacheBytes, "0 or more");
        require(maxBatchSize >= 1 && maxBatchSize <= 1024, "maxBatchSize", maxBatchSize, "1 to 1024");
        require(maxPendingEdits >= 1, "maxPendingEdits", maxPendingEdits, "1 or more");
        require(cachedBelow >= 0 && cachedBelow <= 1, "cachedBelow", cachedBelow, "0 to 1");
    }

    static void require(boolean valid, String option, Object value, String limits) {
        if (!valid) {
            throw new InvalidRequestException(option + " is " + value + "; it must be " + limits);
        }
    }
}
