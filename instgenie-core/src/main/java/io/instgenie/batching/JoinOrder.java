package io.instgenie.batching;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which waiting jobs begin: by arrival, where a level of priority counts as having come {@code ageing} earlier. A job's
 * place is fixed in time, so whoever comes long enough after it stands behind it, however important: none starves.
 */
public final class JoinOrder {
    private final Comparator<JobView> order;

    /**
     * An order.
     *
     * @param ageing how much earlier a level of priority counts; a job of the next lower level goes first once it has waited so much
     *     longer
     */
    public JoinOrder(Duration ageing) {
        if (ageing.isNegative()) {
            throw new IllegalArgumentException("ageing is " + ageing + ", must not be negative");
        }
        double nanos = NANOSECONDS.convert(ageing);
        order = Comparator.comparingDouble((JobView job) -> job.arrivalNanos() - job.priority() * nanos)
                .thenComparingLong(JobView::id);
    }

    /** The jobs in order. */
    List<JobView> sort(List<JobView> jobs) {
        return jobs.size() < 2 ? jobs : jobs.stream().sorted(order).toList();
    }

    /** Adds waiting jobs in order up to the first that does not fit: were it overtaken, it might never fit. */
    void join(StepBatch batch, List<JobView> waiting) {
        if (batch.isFull()) {
            return;
        }
        for (JobView job : sort(waiting)) {
            if (!batch.offer(job, false)) {
                return;
            }
        }
    }
}
