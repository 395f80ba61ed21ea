package io.instgenie.edit;

import java.time.Duration;

/**
 * Where an edit's time went.
 *
 * @param queue from submission until work on it began
 * @param encode prompt and picture to the model's inputs
 * @param denoise all steps, including the time other edits of the same batches took
 * @param decode latents to the finished picture
 */
public record PhaseTimes(Duration queue, Duration encode, Duration denoise, Duration decode) {
    /** The phases' sum. */
    public Duration total() {
        return queue.plus(encode).plus(denoise).plus(decode);
    }
}
