package io.instgenie.metrics;

/**
 * An engine's counters and distributions at one moment. Immutable. {@code submitted = refused + done + cancelled + expired + failed +
 * pending}; an edit is pending until a moment after its caller has its end.
 *
 * @param submitted edits submitted
 * @param refused of those, not let in
 * @param done edits with a picture
 * @param cancelled edits given up by their callers
 * @param expired edits that were too late
 * @param failed edits without a picture for other reasons
 * @param restarted how often an edit began anew on another worker
 * @param workersLost workers taken out
 * @param steps steps of batches
 * @param jobSteps steps of edits: {@code jobSteps / steps} is the average batch
 * @param waiting the share of time that workers had jobs ready and no step under way, 0 to 1
 * @param scheduling time that choosing and gathering the jobs of steps took, as a share of the time of the steps
 * @param latency from submission to picture
 * @param queue part of it
 * @param encode part of it
 * @param denoise part of it
 * @param decode part of it
 * @param step time of a batch's step
 * @param schedule time that choosing and gathering its jobs took
 * @param joinSteps steps of its worker from an edit's coming to it until its first, which counts
 * @param freeSteps the same from when an edit is given up to the first step at which its place is free
 * @param costFit how well the time of blocks and loads is foretold
 */
public record EngineStats(
        long submitted,
        long refused,
        long done,
        long cancelled,
        long expired,
        long failed,
        long restarted,
        long workersLost,
        long steps,
        long jobSteps,
        double waiting,
        double scheduling,
        LatencySummary latency,
        LatencySummary queue,
        LatencySummary encode,
        LatencySummary denoise,
        LatencySummary decode,
        LatencySummary step,
        LatencySummary schedule,
        CountSummary joinSteps,
        CountSummary freeSteps,
        CostFit costFit) {
    /** Edits let in and not ended. */
    public long pending() {
        return submitted - refused - done - cancelled - expired - failed;
    }
}
