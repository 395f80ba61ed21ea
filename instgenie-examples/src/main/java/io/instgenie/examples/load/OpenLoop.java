package io.instgenie.examples.load;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends edits when they are due, whether earlier ones are done or not. Latency counts from the time an edit was due, so that neither a
 * sender that is late nor a server that refuses to take more hides anything.
 */
public final class OpenLoop {
    private static final double NANOS = 1e9;

    private OpenLoop() {}

    /** A Poisson process of {@code count} arrivals in {@code count / perSecond} seconds, ascending. */
    public static double[] poisson(int count, double perSecond, Random random) {
        double[] arrivals =
                random.doubles(count).map(at -> at * count / perSecond).toArray();
        Arrays.sort(arrivals); // given their number, the arrivals of a Poisson process are uniform
        return arrivals;
    }

    /**
     * Sends all and waits for all.
     *
     * @param arrivals in seconds from now, ascending
     * @param sender starts the edit of a number
     */
    public static LoadRun run(double[] arrivals, IntFunction<CompletableFuture<?>> sender) {
        double[] latencies = new double[arrivals.length];
        CountDownLatch pending = new CountDownLatch(arrivals.length);
        long start = System.nanoTime();
        for (int i = 0; i < arrivals.length; i++) {
            int edit = i;
            long due = start + (long) (arrivals[i] * NANOS);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            sender.apply(edit).whenComplete((result, failure) -> {
                latencies[edit] = failure == null ? (System.nanoTime() - due) / NANOS : Double.NaN;
                pending.countDown();
            });
        }
        try {
            pending.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted with " + pending.getCount() + " edits under way", e);
        }
        return new LoadRun(arrivals, latencies);
    }
}
