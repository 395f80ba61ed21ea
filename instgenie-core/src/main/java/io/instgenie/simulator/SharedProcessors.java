package io.instgenie.simulator;

/**
 * A host's processors. Where the activities under way have more threads than there are processors, all share alike, and end the later;
 * and some take longer wherever there are others, since caches and memory are shared too. Not thread-safe.
 */
final class SharedProcessors {
    private final double processors;
    private final Agenda agenda;
    private final Activity[] running;
    private final double[] left;
    private int count;
    private int threads;
    private long since;

    /**
     * What runs on processors.
     *
     * @param number on the agenda
     * @param threads that it runs on
     * @param contention how much longer it takes, as a share, while there are others
     */
    record Activity(int number, int threads, double contention) {}

    /**
     * @param processors threads that run at full speed at a time; infinite if no activity slows another in any way
     * @param most activities that there may be at a time
     * @param agenda where they end
     */
    SharedProcessors(double processors, int most, Agenda agenda) {
        this.processors = processors;
        this.agenda = agenda;
        running = new Activity[most];
        left = new double[most];
    }

    /** An activity begins that takes {@code nanos} alone. */
    void begin(Activity activity, long nanos, long now) {
        if (Double.isInfinite(processors)) {
            agenda.set(activity.number(), now + nanos);
            return;
        }
        proceed(now);
        running[count] = activity;
        left[count++] = nanos;
        threads += activity.threads();
        putOff(now);
    }

    /** An activity has ended, as the agenda told. */
    void end(Activity activity, long now) {
        if (Double.isInfinite(processors)) {
            return;
        }
        proceed(now);
        threads -= activity.threads();
        for (int i = 0; i < count; i++) {
            if (running[i] == activity) {
                running[i] = running[--count];
                left[i] = left[count];
                break;
            }
        }
        putOff(now);
    }

    private void proceed(long now) {
        for (int i = 0; i < count; i++) {
            left[i] = Math.max(0, left[i] - (now - since) * speed(i));
        }
        since = now;
    }

    /** Ends move to where they are if nothing else begins or ends. */
    private void putOff(long now) {
        for (int i = 0; i < count; i++) {
            agenda.set(running[i].number(), now + (long) Math.ceil(left[i] / speed(i)));
        }
    }

    private double speed(int i) {
        double share = Math.min(1, processors / threads);
        return count > 1 ? share / (1 + running[i].contention()) : share;
    }
}
