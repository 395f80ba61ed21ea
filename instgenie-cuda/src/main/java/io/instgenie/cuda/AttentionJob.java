package io.instgenie.cuda;

import java.util.List;

/**
 * One job's share of the packed queries, and what they attend to.
 *
 * @param queries how many of the packed rows, after those of the jobs before it
 * @param segments keys and values in any order; some may be empty, but not all if there are queries
 */
public record AttentionJob(int queries, List<KeyValueSegment> segments) {
    /** @throws IllegalArgumentException if there are queries and nothing to attend to */
    public AttentionJob {
        segments = List.copyOf(segments);
        Checks.require(queries >= 0, "%d queries", queries);
        Checks.require(
                queries == 0 || segments.stream().anyMatch(segment -> segment.length() > 0),
                "%d queries and no keys",
                queries);
    }
}
