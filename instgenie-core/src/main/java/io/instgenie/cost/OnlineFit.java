package io.instgenie.cost;

/**
 * A {@link LinearFit} that follows what is observed. It weighs two sums of samples: the calibration, which spans all sizes and
 * is never forgotten, so that a long run of steps of one size cannot make the fit undetermined; and the observations since, whose
 * weight fades by {@value #MEMORY} with each new one. A lone outlier (a garbage collection, a page fault) counts as no more than
 * {@value #OUTLIER} times what was foretold; a lasting change gets through in a few observations.
 *
 * <p>Where nothing was calibrated, a guess gives the proportions of sizes not yet seen; the first observation tells by how much it is
 * off, and it fades as others follow.
 *
 * <p>Safe for use by many threads.
 */
public final class OnlineFit {
    private static final double MEMORY = 0.97;
    private static final double OUTLIER = 4;

    private Moments calibrated;
    private Moments recent = Moments.NONE;
    private boolean guessed;
    private volatile LinearFit current;

    /** A fit that knows nothing yet and foretells 0. */
    public OnlineFit() {
        this(Moments.NONE);
    }

    OnlineFit(Moments calibrated) {
        this.calibrated = calibrated;
        current = calibrated.fit();
    }

    /** One that knows the same, and learns for itself from now on. */
    synchronized OnlineFit copy() {
        OnlineFit copy = new OnlineFit(calibrated);
        copy.recent = recent;
        copy.guessed = guessed;
        copy.current = current;
        return copy;
    }

    /** The fit as it stands. */
    public LinearFit fit() {
        return current;
    }

    /** Whether the fit rests on any sample or guess. */
    public boolean isEmpty() {
        return moments().weight() == 0;
    }

    /** Whether it rests on samples that are never forgotten. */
    synchronized boolean isCalibrated() {
        return calibrated.weight() > 0;
    }

    /** The fit by the samples that are never forgotten alone. */
    synchronized LinearFit calibration() {
        return calibrated.fit();
    }

    /** Adds a sample that is never forgotten. */
    public synchronized void calibrate(double x, double y, double z, double seconds) {
        calibrated = calibrated.plus(sample(x, y, z, seconds));
        current = moments().fit();
    }

    /** Adds what a sample might be, to go by until there is one. */
    synchronized void guess(double x, double y, double z, double seconds) {
        guessed = true;
        recent = recent.plus(sample(x, y, z, seconds));
        current = moments().fit();
    }

    /** Adds a sample of live work, which fades as others follow. */
    public synchronized void observe(double x, double y, double z, double seconds) {
        Moments sample = sample(x, y, z, seconds);
        double foretold = current.at(x, y, z);
        if (guessed) {
            guessed = false;
            recent = recent.slower(foretold > 0 ? seconds / foretold : 1);
        } else if (foretold > 0 && seconds > OUTLIER * foretold) {
            sample = sample(x, y, z, OUTLIER * foretold);
        }
        recent = recent.times(MEMORY).plus(sample);
        current = moments().fit();
    }

    /** All samples by their present weights. */
    synchronized Moments moments() {
        return calibrated.plus(recent);
    }

    private static Moments sample(double x, double y, double z, double seconds) {
        requireSize("x", x);
        requireSize("y", y);
        requireSize("z", z);
        requireSize("seconds", seconds);
        return Moments.of(x, y, z, seconds);
    }

    private static void requireSize(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be finite and at least 0");
        }
    }
}
