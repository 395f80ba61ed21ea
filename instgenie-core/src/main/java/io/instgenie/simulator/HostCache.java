package io.instgenie.simulator;

import io.instgenie.cost.Tier;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where a host's templates lie: the least recently used go from its memory; its disk has all. Not thread-safe. */
final class HostCache {
    private final int capacity;
    private final Tier memory;
    private final BitSet inMemory = new BitSet();
    private final Set<Integer> byUse = new LinkedHashSet<>();

    /** A host whose memory, as devices see it, has room for so many templates; it begins with the first, which are the most popular. */
    HostCache(int capacity, Tier memory, int templates) {
        this.memory = memory;
        this.capacity = capacity;
        for (int template = Math.min(capacity, templates) - 1; template >= 0; template--) {
            used(template);
        }
    }

    Tier tier(int template) {
        return inMemory.get(template) ? memory : Tier.DISK;
    }

    /** An edit of a template is done, so its activations have passed through memory. */
    void used(int template) {
        byUse.remove(template);
        byUse.add(template);
        inMemory.set(template);
        if (byUse.size() > capacity) {
            Iterator<Integer> oldest = byUse.iterator();
            inMemory.clear(oldest.next());
            oldest.remove();
        }
    }
}
