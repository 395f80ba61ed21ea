package io.instgenie.simulator;

/**
 * How long callers wait for their edits.
 *
 * @param deadlineFactor the deadline of every request, counted from its arrival: so many times what a request with the trace's mean mask
 *     takes alone ({@link Profile#aloneSeconds}); infinite if there is none
 * @param cancelShare the share of requests that are cancelled, each after a step drawn evenly from all of its steps; 0 to 1
 */
public record Patience(double deadlineFactor, double cancelShare) {
    /** Every caller waits for the picture, however long it takes. */
    public static final Patience ENDLESS = new Patience(Double.POSITIVE_INFINITY, 0);

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public Patience {
        if (!(deadlineFactor > 0)) {
            throw new IllegalArgumentException("deadlineFactor is " + deadlineFactor + ", must be positive");
        }
        if (!(cancelShare >= 0 && cancelShare <= 1)) {
            throw new IllegalArgumentException("cancelShare is " + cancelShare + ", must be 0 to 1");
        }
    }
}
