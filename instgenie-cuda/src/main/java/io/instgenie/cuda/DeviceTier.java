package io.instgenie.cuda;

import io.instgenie.cache.TinyLfu;
import io.instgenie.tensor.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Copies of what is used most, in device memory within a bound, by the ids of the {@link PinnedMemory} they are copies of. Whoever is given
 * one shares its memory, which lives on when it is evicted. Used by one thread.
 */
final class DeviceTier implements AutoCloseable {
    private final TinyLfu<Long> policy;
    private final Map<Long, Tensor> residents = new HashMap<>();
    private final Set<Long> wanted = new HashSet<>(); // by the policy, but not here
    private long hits;
    private long misses;

    DeviceTier(long maxBytes) {
        policy = new TinyLfu<>(maxBytes);
    }

    /** The resident of an id, or null; counts as a use of {@code bytes} bytes. */
    @Nullable
    Tensor use(long id, long bytes) {
        wanted.add(id);
        policy.use(id, bytes).forEach(this::drop);
        Tensor resident = residents.get(id);
        if (resident == null) {
            misses++;
            return null;
        }
        hits++;
        return new Tensor(resident);
    }

    boolean has(long id) {
        return residents.containsKey(id);
    }

    /** Whether an id that was just used is worth its place. */
    boolean wants(long id) {
        return wanted.contains(id) && !residents.containsKey(id);
    }

    /** Takes a copy of {@code bytes}, on the device, for an id that it {@linkplain #wants wants}. */
    void keep(long id, Tensor bytes) {
        residents.put(id, Tensors.hold(bytes.clone()));
    }

    /** What the id stood for is gone. */
    void forget(long id) {
        policy.forget(id);
        drop(id);
    }

    private void drop(long id) {
        wanted.remove(id);
        Tensor resident = residents.remove(id);
        if (resident != null) {
            resident.close();
        }
    }

    long hits() {
        return hits;
    }

    long misses() {
        return misses;
    }

    @Override
    public void close() {
        residents.values().forEach(Tensor::close);
        residents.clear();
    }
}
