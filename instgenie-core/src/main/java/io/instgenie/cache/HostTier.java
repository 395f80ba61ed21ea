package io.instgenie.cache;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values in host memory, within a bound that is never exceeded. A {@link CacheManager} decides which stay. A value that is leased outlives its
 * eviction, is found again as long as it lives, and its bytes count until it is freed; so where everything is in use, values that grow are
 * refused the room to (see {@link Reservation}). A value larger than the bound counts as one that fills it, and keeps as much as fits.
 * Thread-safe.
 */
public final class HostTier<K, V extends Cached> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostTier.class);

    /** What was evicted under the lock, to be handed over without it. */
    private record Leaving<K, V>(K key, Lease<V> lease) {}

    private final BiConsumer<K, Lease<V>> onEviction;
    private final Ledger ledger;
    private final CacheManager<K> manager; // this and all below guarded by this
    private final Map<K, HostPlace<K, V>> places = new HashMap<>(); // of all values that live, kept or only leased
    private final Set<K> pinned = new HashSet<>();
    private boolean closed;
    private long hits;
    private long misses;
    private long waits;
    private long evictions;
    private long refusals;

    /** A tier under {@link TinyLfuCacheManager} that lets go of what is evicted. */
    public HostTier(long maxBytes) {
        this(new TinyLfuCacheManager<>(maxBytes), (key, lease) -> lease.close());
    }

    /**
     * @param manager decides what stays, and has the bound; the tier's own from now on
     * @param onEviction gets what leaves to make room, to demote it, and closes the lease when it is done with it: the bytes are free only then.
     *     Runs on the thread that needs the room, without locks
     */
    public HostTier(CacheManager<K> manager, BiConsumer<K, Lease<V>> onEviction) {
        this.manager = manager;
        this.onEviction = onEviction;
        this.ledger = new Ledger(manager.maxBytes());
    }

    /** The value under {@code key}, if it is here; one that is being made is not. */
    public Optional<Lease<V>> find(K key) {
        List<Leaving<K, V>> leaving = new ArrayList<>();
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
    public synchronized boolean has(K key) {
        return places.containsKey(key);
    }

    /** Whether a value is here of which {@code wanted} holds; not a use of it. */
    public boolean has(K key, Predicate<? super V> wanted) {
        Lease<V> lease;
        synchronized (this) {
            HostPlace<K, V> place = places.get(key);
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
    public Lease<V> acquire(K key, Function<Reservation, V> maker) {
        while (true) {
            List<Leaving<K, V>> leaving = new ArrayList<>();
            Lease<V> found;
            HostPlace<K, V> mine = null;
            HostPlace<K, V> others = null;
            synchronized (this) {
                found = leaseAt(key, leaving);
                HostPlace<K, V> place = places.get(key);
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

    private Lease<V> make(HostPlace<K, V> place, Function<Reservation, V> maker) {
        @Nullable CountedEntry<V> entry = null;
        List<Leaving<K, V>> leaving = new ArrayList<>();
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

    private @Nullable Lease<V> leaseAt(K key, List<Leaving<K, V>> leaving) {
        HostPlace<K, V> place = places.get(key);
        Lease<V> lease = place == null ? null : place.lease();
        if (place != null && lease != null) {
            hits++;
            use(place, leaving);
        }
        return lease;
    }

    /** Tells the manager of a use, and drops what it no longer wants. */
    private void use(HostPlace<K, V> place, List<Leaving<K, V>> leaving) {
        if (closed) {
            return;
        }
        place.keep();
        if (!pinned.contains(place.key())) {
            manager.use(place.key(), sizeIn(place)).forEach(key -> drop(key, leaving));
        }
    }

    /** One that is larger than the bound takes all of it at most; a bound of nothing still keeps nothing. */
    private long sizeIn(HostPlace<K, V> place) {
        return Math.min(place.valueBytes(), Math.max(1, manager.maxBytes()));
    }

    private void drop(K key, List<Leaving<K, V>> leaving) {
        HostPlace<K, V> place = places.get(key);
        if (place != null && place.isKept()) {
            evictions++;
            leaving.add(new Leaving<>(key, place.drop()));
        }
    }

    private void handOver(List<Leaving<K, V>> leaving) {
        for (Leaving<K, V> evicted : leaving) {
            try {
                onEviction.accept(evicted.key(), evicted.lease());
            } catch (RuntimeException e) {
                evicted.lease().close();
                LOG.warn("what leaves the host tier could not be handed over", e);
            }
        }
    }

    /** Takes room for a value that grows; one that is kept displaces the coldest idle ones if that is enough. */
    boolean take(HostPlace<K, V> place, long bytes) {
        if (ledger.take(bytes)) {
            return true;
        }
        List<Leaving<K, V>> leaving = new ArrayList<>();
        synchronized (this) {
            if (place.isKept()) {
                victims(place.key(), ledger.shortOf(bytes)).forEach(key -> {
                    manager.forget(key);
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

    /** The coldest idle values that take as much as {@code missing} together, none if all of them do not. */
    private Set<K> victims(K except, long missing) {
        Set<K> victims = new LinkedHashSet<>();
        long left = missing;
        while (left > 0) {
            Optional<K> coldest =
                    manager.coldest(key -> !key.equals(except) && !victims.contains(key) && isIdle(places.get(key)));
            if (coldest.isEmpty()) {
                return Set.of();
            }
            HostPlace<K, V> victim = places.get(coldest.get());
            victims.add(coldest.get());
            left -= victim == null ? 0 : victim.reservation().bytes();
        }
        return victims;
    }

    private boolean isIdle(@Nullable HostPlace<K, V> place) {
        return place != null && place.isIdle();
    }

    void giveBack(long bytes) {
        ledger.giveBack(bytes);
    }

    private void whenGone(HostPlace<K, V> place, V value) {
        value.free();
        place.reservation().close();
        synchronized (this) {
            places.remove(place.key(), place);
        }
    }

    /** Lets what is or will be under {@code key} stay, whatever else is used, until {@link #unpin} or {@link #evict}. */
    public synchronized void pin(K key) {
        HostPlace<K, V> place = places.get(key);
        pinned.add(key);
        manager.forget(key);
        Lease<V> lease = place == null ? null : place.lease();
        if (place != null && lease != null) {
            try (lease) {
                place.keep();
            }
        }
    }

    /** Ends {@link #pin}; the value stays as long as the manager wants it. */
    public void unpin(K key) {
        List<Leaving<K, V>> leaving = new ArrayList<>();
        synchronized (this) {
            HostPlace<K, V> place = places.get(key);
            if (pinned.remove(key) && place != null && place.isKept()) {
                use(place, leaving);
            }
        }
        handOver(leaving);
    }

    /** Drops the value under {@code key} without handing it over, and its pin; leases on it stay good, but it is not found again. */
    public void evict(K key) {
        Lease<V> dropped;
        synchronized (this) {
            pinned.remove(key);
            manager.forget(key);
            HostPlace<K, V> place = places.get(key);
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
        return new CacheStatistics(
                hits, misses, waits, evictions, refusals, ledger.used(), ledger.peak(), manager.maxBytes());
    }

    /** Drops everything without handing it over, and keeps nothing from now on; leases stay good. */
    @Override
    public void close() {
        List<K> keys;
        synchronized (this) {
            closed = true;
            keys = List.copyOf(places.keySet());
        }
        keys.forEach(this::evict);
    }
}
