package io.instgenie.cache;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values in host memory, within a bound that is never exceeded. A {@link CacheManager} decides which stay. A value that is leased outlives its
 * eviction: it can still be found, and its bytes count until it is freed. Where everything is in use, values that grow get no room (see
 * {@link Reservation}). A value larger than the bound counts as one that fills it, and keeps as much as fits.
 * Thread-safe.
 */
public final class HostTier<V extends Cached> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostTier.class);

    /** A value that was evicted under the lock, and is handed over without it. */
    private record Leaving<V>(String key, Lease<V> lease) {}

    private final BiConsumer<String, Lease<V>> onEviction;
    private final Ledger ledger;
    private final ToDoubleFunction<? super V> computeSeconds;
    private final InstantSource clock;
    private final CacheContents contents; // this and all below guarded by this
    private final Map<String, HostPlace<V>> places = new HashMap<>(); // of all values that live, kept or only leased
    private final Set<String> pinned = new HashSet<>();
    private boolean closed;
    private long hits;
    private long misses;
    private long waits;
    private long evictions;
    private long refusals;

    /**
     * @param contents decides what stays, and has the bound; the tier's own from now on
     * @param computeSeconds how long it takes to make a value again; asked at every use
     * @param clock tells when a value is used
     * @param onEviction gets what leaves to make room, to demote it, and closes the lease when it is done with it: the bytes are free only then.
     *     Runs on the thread that needs the room, without locks
     */
    public HostTier(
            CacheContents contents,
            ToDoubleFunction<? super V> computeSeconds,
            InstantSource clock,
            BiConsumer<String, Lease<V>> onEviction) {
        this.contents = contents;
        this.computeSeconds = computeSeconds;
        this.clock = clock;
        this.onEviction = onEviction;
        this.ledger = new Ledger(contents.maxBytes());
    }

    /** The value under {@code key}, if it is here; one that is being made is not. */
    public Optional<Lease<V>> find(String key) {
        List<Leaving<V>> leaving = new ArrayList<>();
        Lease<V> lease;
        synchronized (this) {
            lease = leaseAt(key, leaving);
            if (lease == null) {
                misses++;
            }
        }
        handOver(leaving);
        return Optional.ofNullable(lease);
    }

    /** Whether a value is here or being made; not a use of it. */
    public synchronized boolean has(String key) {
        return places.containsKey(key);
    }

    /** Whether a value is here that {@code wanted} accepts; not a use of it. */
    public boolean has(String key, Predicate<? super V> wanted) {
        Lease<V> lease;
        synchronized (this) {
            HostPlace<V> place = places.get(key);
            lease = place == null ? null : place.lease();
        }
        try (lease) {
            return lease != null && wanted.test(lease.value());
        }
    }

    /**
     * The value under {@code key}, made by {@code maker} if it is not here; of several callers at once, one makes it and the others wait. If
     * it fails, its caller gets the exception, and the next one tries.
     *
     * @param maker gets what the value may take its bytes from as it grows; until it has returned, from free room only
     */
    public Lease<V> acquire(String key, Function<Reservation, V> maker) {
        while (true) {
            List<Leaving<V>> leaving = new ArrayList<>();
            Lease<V> found;
            HostPlace<V> mine = null;
            HostPlace<V> others = null;
            synchronized (this) {
                found = leaseAt(key, leaving);
                HostPlace<V> place = places.get(key);
                if (found == null && place != null && place.isBeingMade()) {
                    waits++;
                    others = place;
                } else if (found == null) {
                    misses++;
                    mine = new HostPlace<>(key, this);
                    places.put(key, mine);
                }
            }
            handOver(leaving);
            if (found != null) {
                return found;
            }
            if (mine != null) {
                return make(mine, maker);
            }
            if (others != null) {
                others.awaitMade();
            }
        }
    }

    private Lease<V> make(HostPlace<V> place, Function<Reservation, V> maker) {
        @Nullable CountedEntry<V> entry = null;
        List<Leaving<V>> leaving = new ArrayList<>();
        try {
            V value = maker.apply(place.reservation());
            entry = new CountedEntry<>(value, () -> whenGone(place, value));
        } finally {
            synchronized (this) {
                place.fill(entry);
                if (entry == null) {
                    places.remove(place.key(), place);
                } else {
                    use(place, leaving);
                }
            }
            if (entry == null) {
                place.reservation().close();
            }
        }
        handOver(leaving);
        return entry.handOver();
    }

    private @Nullable Lease<V> leaseAt(String key, List<Leaving<V>> leaving) {
        HostPlace<V> place = places.get(key);
        Lease<V> lease = place == null ? null : place.lease();
        if (place != null && lease != null) {
            hits++;
            use(place, leaving);
        }
        return lease;
    }

    /** Notes a use, and drops what leaves for it. */
    private void use(HostPlace<V> place, List<Leaving<V>> leaving) {
        if (closed) {
            return;
        }
        place.keep();
        if (!pinned.contains(place.key())) {
            contents.use(place.key(), sizeIn(place), computeSeconds.applyAsDouble(place.value()), clock.instant())
                    .forEach(key -> drop(key, leaving));
        }
    }

    /** One that is larger than the bound takes all of it at most; a bound of nothing still keeps nothing. */
    private long sizeIn(HostPlace<V> place) {
        return Math.min(place.value().bytes(), Math.max(1, contents.maxBytes()));
    }

    private void drop(String key, List<Leaving<V>> leaving) {
        HostPlace<V> place = places.get(key);
        if (place != null && place.isKept()) {
            evictions++;
            leaving.add(new Leaving<>(key, place.drop()));
        }
    }

    private void handOver(List<Leaving<V>> leaving) {
        for (Leaving<V> evicted : leaving) {
            try {
                onEviction.accept(evicted.key(), evicted.lease());
            } catch (RuntimeException e) {
                evicted.lease().close();
                LOG.warn("what leaves the host tier could not be handed over", e);
            }
        }
    }

    /** Takes room for a value that grows; one that is kept displaces idle ones if that is enough. */
    boolean take(HostPlace<V> place, long bytes) {
        if (ledger.take(bytes)) {
            return true;
        }
        List<Leaving<V>> leaving = new ArrayList<>();
        synchronized (this) {
            if (place.isKept()) {
                victims(place.key(), ledger.shortOf(bytes)).forEach(key -> {
                    contents.forget(key);
                    drop(key, leaving);
                });
            }
        }
        handOver(leaving);
        boolean taken = ledger.take(bytes);
        if (!taken) {
            synchronized (this) {
                refusals++;
            }
        }
        return taken;
    }

    /** The idle values that leave so that {@code missing} bytes are free, none if all idle values together take less. */
    private Set<String> victims(String except, long missing) {
        Set<String> victims = new LinkedHashSet<>();
        long left = missing;
        while (left > 0) {
            Optional<String> next =
                    contents.victim(key -> !key.equals(except) && !victims.contains(key) && isIdle(places.get(key)));
            if (next.isEmpty()) {
                return Set.of();
            }
            HostPlace<V> victim = places.get(next.get());
            victims.add(next.get());
            left -= victim == null ? 0 : victim.reservation().bytes();
        }
        return victims;
    }

    private boolean isIdle(@Nullable HostPlace<V> place) {
        return place != null && place.isIdle();
    }

    void giveBack(long bytes) {
        ledger.giveBack(bytes);
    }

    private void whenGone(HostPlace<V> place, V value) {
        value.free();
        place.reservation().close();
        synchronized (this) {
            places.remove(place.key(), place);
        }
    }

    /** Lets what is or will be under {@code key} stay, whatever else is used, until {@link #unpin} or {@link #evict}. */
    public synchronized void pin(String key) {
        HostPlace<V> place = places.get(key);
        pinned.add(key);
        contents.forget(key);
        Lease<V> lease = place == null ? null : place.lease();
        if (place != null && lease != null) {
            try (lease) {
                place.keep();
            }
        }
    }

    /** Ends {@link #pin}; the value stays as long as the manager wants it. */
    public void unpin(String key) {
        List<Leaving<V>> leaving = new ArrayList<>();
        synchronized (this) {
            HostPlace<V> place = places.get(key);
            if (pinned.remove(key) && place != null && place.isKept()) {
                use(place, leaving);
            }
        }
        handOver(leaving);
    }

    /** Drops the value under {@code key} without handing it over, and its pin; leases on it stay good, but it is not found again. */
    public void evict(String key) {
        Lease<V> dropped;
        synchronized (this) {
            pinned.remove(key);
            contents.forget(key);
            HostPlace<V> place = places.get(key);
            if (place == null || place.isBeingMade()) {
                return;
            }
            places.remove(key);
            dropped = place.isKept() ? place.drop() : null;
        }
        if (dropped != null) {
            dropped.close();
        }
    }

    /** What all values take now; see {@link CacheStatistics#bytes}. */
    public long bytes() {
        return ledger.used();
    }

    /** What happened so far. */
    public synchronized CacheStatistics statistics() {
        return new CacheStatistics(hits, misses, waits, evictions, refusals, ledger.bytes());
    }

    /** Drops everything without handing it over, and keeps nothing from now on; leases stay good. */
    @Override
    public void close() {
        List<String> keys;
        synchronized (this) {
            closed = true;
            keys = List.copyOf(places.keySet());
        }
        keys.forEach(this::evict);
    }
}
