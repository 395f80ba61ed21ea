package io.instgenie.model.samplers;

/**
 * A step that needs nothing of the steps before it: {@code ofClean * z' + rest(x, m) + ofNoise * noise}, where z' is what the output points to.
 *
 * @param clean makes z' of latents and output
 * @param clipRange z' is held to at most this, infinite for not at all
 * @param ofClean weight of z'
 * @param rest what goes straight in
 * @param ofNoise weight of fresh noise; none is drawn where it is 0
 */
record SingleStep(Mix clean, double clipRange, double ofClean, Mix rest, double ofNoise) {
    boolean clips() {
        return Double.isFinite(clipRange);
    }

    /** The whole step but its noise, where nothing is clipped. */
    Mix direct() {
        return clean.times(ofClean).plus(rest);
    }
}
