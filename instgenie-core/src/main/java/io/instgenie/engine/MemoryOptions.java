package io.instgenie.engine;

import java.util.OptionalLong;

/**
 * How an engine bounds the memory of edits.
 *
 * @param maxPendingBytes of all of them; empty for a default that fits the model
 */
public record MemoryOptions(OptionalLong maxPendingBytes, VaeTiling vaeTiling) {
    public static final MemoryOptions DEFAULTS = new MemoryOptions(OptionalLong.empty(), VaeTiling.WHERE_NEEDED);

    public MemoryOptions {
        maxPendingBytes.ifPresent(bytes -> EngineOptions.require(bytes >= 1, "maxPendingBytes", bytes, "1 or more"));
    }
}
