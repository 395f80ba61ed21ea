package io.instgenie.simulator;

/**
 * A host's processors. So many activities run at full speed at a time; where there are more, they share, all alike, and end the later.
 * Not thread-safe.
 */
final class SharedProcessors {
    private final double lanes;
    private final Agenda agenda;
    private final int[] running;
    private final double[] left;
    private int count;
    private long since;

    /**
     * @param lanes activities that run at full speed at a time
     * @param most activities that there may be at a time
     * @param agenda where they end
     */
    SharedProcessors(double lanes, int most, Agenda agenda) {
        this.lanes = lanes;
        this.agenda = agenda;
        running = new int[most];
        left = new double[most];
    }

    /** An activity begins that takes {@code nanos} at full speed. */
    void begin(int activity, long nanos, long now) {
        if (lanes >= running.length) {
            agenda.set(activity, now + nanos);
            return;
        }
        proceed(now);
        running[count] = activity;
        left[count++] = nanos;
        agenda.set(activity, endOf(count - 1, now));
        if (count > lanes) {
            putOff(now);
        }
    }

    /** An activity has ended, as the agenda told. */
    void end(int activity, long now) {
        if (lanes >= running.length) {
            return;
        }
        proceed(now);
        boolean shared = count > lanes;
        for (int i = 0; i < count; i++) {
            if (running[i] == activity) {
                running[i] = running[--count];
                left[i] = left[count];
                break;
            }
        }
        if (shared) {
            putOff(now);
        }
    }

    private void proceed(long now) {
        double done = (now - since) * speed();
        for (int i = 0; i < count; i++) {
            left[i] = Math.max(0, left[i] - done);
        }
        since = now;
    }

    private void putOff(long now) {
        for (int i = 0; i < count; i++) {
            agenda.set(running[i], endOf(i, now));
        }
    }

    private long endOf(int i, long now) {
        return now + (long) Math.ceil(left[i] / speed());
    }

    private double speed() {
        return count > lanes ? lanes / count : 1;
    }
}
