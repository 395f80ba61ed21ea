package io.instgenie.engine;

import io.instgenie.activations.Precision;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.edit.InvalidRequestException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a tier of the cache keeps.
 *
 * @param name in messages, of the option that sets the manager
 * @param bytes its bound
 * @param manager made for the bound
 */
public record TierOptions(
        String name, long bytes, Precision precision, LongFunction<? extends @Nullable CacheManager> manager) {
    /** No contents yet, under a manager of their own. */
    public CacheContents contents() {
        CacheManager made = manager.apply(bytes);
        if (made == null) {
            throw new InvalidRequestException(name + " made no cache manager");
        }
        return new CacheContents(bytes, made);
    }
}
