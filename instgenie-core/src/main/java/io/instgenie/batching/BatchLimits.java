package io.instgenie.batching;

/**
 * How much may take a step together. A job that alone exceeds a limit may still step alone.
 *
 * @param jobs most jobs
 * @param rows most rows, text and image
 * @param bytes most device memory of all jobs that have begun, whether they take this step or not
 * @param stepSeconds longest step by the cost model
 */
public record BatchLimits(int jobs, long rows, long bytes, double stepSeconds) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public BatchLimits {
        if (jobs < 1 || rows < 1 || bytes < 1 || !(stepSeconds > 0)) {
            throw new IllegalArgumentException("limits must be positive: jobs " + jobs + ", rows " + rows + ", bytes "
                    + bytes + ", stepSeconds " + stepSeconds);
        }
    }

    /** A limit on the number of jobs only. */
    public static BatchLimits ofJobs(int jobs) {
        return new BatchLimits(jobs, Long.MAX_VALUE, Long.MAX_VALUE, Double.POSITIVE_INFINITY);
    }
}
