package io.instgenie.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a {@link HostTier} has a value, or has one made. The tier guards it, except for its reservation. */
final class HostPlace<V extends Cached> {
    private final String key;
    private final Reservation reservation;
    private final CompletableFuture<@Nullable Void> made = new CompletableFuture<>();
    private @Nullable CountedEntry<V> entry;
    private boolean kept;

    HostPlace(String key, HostTier<V> tier) {
        this.key = key;
        this.reservation = new Reservation(bytes -> tier.take(this, bytes), tier::giveBack);
    }

    String key() {
        return key;
    }

    Reservation reservation() {
        return reservation;
    }

    /** Ends the making, with a value or, after a failure, without. */
    void fill(@Nullable CountedEntry<V> entry) {
        this.entry = entry;
        made.complete(null);
    }

    boolean isBeingMade() {
        return !made.isDone();
    }

    /** Waits until the value is made, or making it has failed. Not interruptible. */
    void awaitMade() {
        made.join();
    }

    /** A hold on the value, if there is one and it is not gone. */
    @Nullable
    Lease<V> lease() {
        return entry == null ? null : entry.lease();
    }

    /** What was made, which must be held. */
    V value() {
        return entry().value();
    }

    /** Whether the tier holds the value, leased or not. */
    boolean isKept() {
        return kept;
    }

    /** Whether dropping it would free memory at once. */
    boolean isIdle() {
        return kept && entry().isHeldOnce() && reservation.bytes() > 0;
    }

    /** Makes the tier a holder. The value must be leased at the time. */
    void keep() {
        if (!kept) {
            kept = entry().retain();
        }
    }

    /** Ends the tier's hold, which the lease takes over. */
    Lease<V> drop() {
        kept = false;
        return entry().handOver();
    }

    private CountedEntry<V> entry() {
        if (entry == null) {
            throw new IllegalStateException("nothing was made for " + key);
        }
        return entry;
    }
}
