package io.instgenie.simulator;

/**
 * Requests in the order in which they arrive.
 *
 * @param arrivals nanoseconds from the start, ascending
 * @param tokens masked tokens
 * @param template numbers from 0
 * @param steps denoising steps of each
 * @param templates how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, never compared
public record Requests(long[] arrivals, int[] tokens, int[] template, int steps, int templates) {
    /** @throws IllegalArgumentException if there is none, the arrays differ in length, or arrivals are not in order */
    public Requests {
        if (arrivals.length == 0 || tokens.length != arrivals.length || template.length != arrivals.length) {
            throw new IllegalArgumentException(arrivals.length + " arrivals, " + tokens.length + " tokens, "
                    + template.length + " templates: there must be one, and as many of each");
        }
        for (int i = 0; i < arrivals.length; i++) {
            if (i > 0 && arrivals[i] < arrivals[i - 1]) {
                throw new IllegalArgumentException("arrival " + i + " is before the one before it");
            }
            if (template[i] < 0 || template[i] >= templates) {
                throw new IllegalArgumentException("template " + template[i] + " is none of " + templates);
            }
        }
    }

    /** How many there are. */
    public int count() {
        return arrivals.length;
    }
}
