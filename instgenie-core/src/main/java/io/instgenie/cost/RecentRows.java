package io.instgenie.cost;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The numbers of rows that a process computed last. Each number of rows takes kernels of its own, which are compiled when it comes and
 * kept for a while: steps on a number that is none of the last {@value #KEPT} were seen to take some milliseconds longer, on any of those
 * to take none. Thread-safe.
 */
public final class RecentRows {
    /** A process keeps 256 kernels, of which decoding needs dozens and a number of rows about a dozen. */
    private static final int KEPT = 16;

    private final Set<Integer> byUse = new LinkedHashSet<>();

    /** A step is taken on so many rows; tells whether kernels have to be compiled for it. */
    public synchronized boolean areNew(int rows) {
        boolean known = byUse.remove(rows);
        byUse.add(rows);
        if (byUse.size() > KEPT) {
            byUse.remove(byUse.iterator().next());
        }
        return !known;
    }
}
