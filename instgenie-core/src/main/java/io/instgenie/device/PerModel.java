package io.instgenie.device;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What each of a model's copies, one a device, needs of the same thing: made for a copy when it is first asked for, and owned from then on.
 * Thread-safe until closed.
 */
public final class PerModel<M, V extends AutoCloseable> implements AutoCloseable {
    private final Function<M, V> maker;
    private final Map<M, V> made = new IdentityHashMap<>(); // guarded by this

    /** @param maker makes it for a copy, once unless it throws */
    public PerModel(Function<M, V> maker) {
        this.maker = maker;
    }

    /** Of one copy alone, for which it is made already. */
    public static <M, V extends AutoCloseable> PerModel<M, V> of(M model, V value) {
        PerModel<M, V> only = new PerModel<>(other -> {
            throw new IllegalArgumentException("made for another model");
        });
        only.made.put(model, value);
        return only;
    }

    /** Valid until this is closed. */
    public synchronized V of(M model) {
        V known = made.get(model);
        if (known == null) {
            known = maker.apply(model);
            made.put(model, known);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        for (V value : made.values()) {
            try {
                value.close();
            } catch (Exception e) {
                throw new IllegalStateException("what was made for a model cannot be closed", e);
            }
        }
        made.clear();
    }
}
