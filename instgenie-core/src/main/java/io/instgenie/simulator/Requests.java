package io.instgenie.simulator;

import io.instgenie.batching.JobView;
import java.util.Arrays;

/**
 * Requests in the order in which they arrive.
 *
 * @param arrivals nanoseconds from the start, ascending
 * @param tokens masked tokens
 * @param template numbers from 0
 * @param deadlines nanoseconds from the start; {@link JobView#NO_DEADLINE} where there is none
 * @param cancelledAfter after how many steps a request is cancelled; {@link #NEVER} if it is not
 * @param steps denoising steps of each
 * @param templates how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, never compared
public record Requests(
        long[] arrivals,
        int[] tokens,
        int[] template,
        long[] deadlines,
        int[] cancelledAfter,
        int steps,
        int templates) {
    /** After more steps than any request has. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** @throws IllegalArgumentException if there is none, the arrays differ in length, or arrivals are not in order */
    public Requests {
        requireAsMany("tokens", tokens.length, arrivals.length);
        requireAsMany("templates", template.length, arrivals.length);
        requireAsMany("deadlines", deadlines.length, arrivals.length);
        requireAsMany("steps to be cancelled after", cancelledAfter.length, arrivals.length);
        for (int i = 0; i < arrivals.length; i++) {
            if (i > 0 && arrivals[i] < arrivals[i - 1]) {
                throw new IllegalArgumentException("arrival " + i + " is before the one before it");
            }
            if (template[i] < 0 || template[i] >= templates) {
                throw new IllegalArgumentException("template " + template[i] + " is none of " + templates);
            }
            if (cancelledAfter[i] < 1) {
                throw new IllegalArgumentException("request " + i + " is cancelled after step " + cancelledAfter[i]
                        + ", which is before its first");
            }
        }
    }

    /** Requests whose callers wait however long it takes. */
    public Requests(long[] arrivals, int[] tokens, int[] template, int steps, int templates) {
        this(
                arrivals,
                tokens,
                template,
                filled(arrivals.length, JobView.NO_DEADLINE),
                filled(arrivals.length, NEVER),
                steps,
                templates);
    }

    /** The same for each of so many requests. */
    static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }

    /** The same for each of so many requests. */
    static int[] filled(int length, int value) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    private static void requireAsMany(String what, int count, int arrivals) {
        if (arrivals == 0 || count != arrivals) {
            throw new IllegalArgumentException(
                    arrivals + " arrivals, " + count + " " + what + ": there must be one, and as many of each");
        }
    }

    /** How many there are. */
    public int count() {
        return arrivals.length;
    }

    /** Whether a request is no longer of use. */
    boolean isExpired(int request, long now) {
        return now > deadlines[request];
    }

    /** Whether a request that has done so many steps was cancelled. */
    boolean isCancelled(int request, int stepsDone) {
        return stepsDone >= cancelledAfter[request];
    }
}
