package io.instgenie.simulator;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.cost.Tier;
import java.time.Instant;
import java.util.BitSet;

/** Where the templates of a host lie: a {@link CacheManager} decides which are in its memory, and its disk has all. Not thread-safe. */
final class HostCache {
    /**
     * What all templates are like.
     *
     * @param bytes of one with all its steps
     * @param computeSeconds to compute one again
     */
    record Templates(int count, long bytes, double computeSeconds) {}

    private final CacheContents contents;
    private final Tier memory;
    private final Templates templates;
    private final BitSet inMemory = new BitSet();

    /**
     * A host that begins with as many of the first templates as it has room for: they are the most popular.
     *
     * @param contents empty, of a bound in bytes
     * @param memory what its memory is to its devices
     */
    HostCache(CacheContents contents, Tier memory, Templates templates) {
        this.contents = contents;
        this.memory = memory;
        this.templates = templates;
        long room = Math.min(contents.maxBytes() / templates.bytes(), templates.count());
        for (int template = (int) room - 1; template >= 0; template--) {
            used(template, 0);
        }
    }

    Tier tier(int template) {
        return inMemory.get(template) ? memory : Tier.DISK;
    }

    /** An edit of a template is done, so its activations have passed through memory. */
    void used(int template, long nowNanos) {
        inMemory.set(template);
        contents.use(
                        Integer.toString(template),
                        templates.bytes(),
                        templates.computeSeconds(),
                        Instant.EPOCH.plusNanos(nowNanos))
                .forEach(id -> inMemory.clear(Integer.parseInt(id)));
    }
}
