package io.instgenie.cache;

import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * The part of a tier's bound that one value has taken so far. A value takes bytes before it allocates them; where they are refused, it goes on
 * without them. When the value is freed, the tier takes back the rest. Thread-safe.
 */
public final class Reservation {
    private final LongPredicate taker;
    private final LongConsumer giver;
    private long bytes; // guarded by this
    private boolean closed; // guarded by this

    Reservation(LongPredicate taker, LongConsumer giver) {
        this.taker = taker;
        this.giver = giver;
    }

    /** For a value outside any tier: nothing is refused. */
    public static Reservation unbounded() {
        return new Reservation(bytes -> true, bytes -> {});
    }

    /** For a value that may take nothing: everything is refused. */
    public static Reservation none() {
        return new Reservation(bytes -> bytes == 0, bytes -> {});
    }

    /** Takes {@code more} bytes, for which the tier may evict others. False if there is no room: then nothing is taken. */
    public boolean take(long more) {
        if (more < 0) {
            throw new IllegalArgumentException("cannot take " + more + " bytes");
        }
        if (!taker.test(more)) {
            return false;
        }
        synchronized (this) {
            if (!closed) {
                bytes += more;
                return true;
            }
        }
        giver.accept(more);
        return false;
    }

    /** Gives back {@code less} of what was taken. */
    public void giveBack(long less) {
        synchronized (this) {
            if (closed) {
                return; // all of it went back with the value
            }
            if (less < 0 || less > bytes) {
                throw new IllegalArgumentException("cannot give back " + less + " of " + bytes + " bytes");
            }
            bytes -= less;
        }
        giver.accept(less);
    }

    /** What is taken now. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Gives everything back and refuses from now on. */
    void close() {
        long rest;
        synchronized (this) {
            closed = true;
            rest = bytes;
            bytes = 0;
        }
        giver.accept(rest);
    }
}
