package io.instgenie.cuda;

import io.instgenie.device.HostMemory;
import io.instgenie.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Activations in page-locked memory, from which devices copy by themselves. Thread-safe. */
final class PinnedMemory implements HostMemory, AutoCloseable {
    /** @param id of no other copy, ever: an address comes again */
    private record Copy(long id, long address) {}

    private final PinnedPool pool; // this and all below guarded by this
    private final Map<Tensor, Copy> copies = new IdentityHashMap<>();
    private final List<Queue<Long>> freed = new ArrayList<>();
    private long made;
    private int holders;

    /**
     * Memory for several devices.
     *
     * @param pool its own from now on
     * @param holders how many will {@link #close} it; the last one frees it
     */
    PinnedMemory(PinnedPool pool, int holders) {
        this.pool = pool;
        this.holders = holders;
    }

    @Override
    public Tensor copy(Tensor bytes) {
        long size = bytes.nbytes();
        Tensor copy;
        synchronized (this) {
            long address = pool.take(size);
            copy = Tensors.hold(DeviceTensors.over(address, size, new TensorOptions(ScalarType.Byte))); // [bytes]
            copies.put(copy, new Copy(made++, address));
        }
        try {
            copy.copy_(bytes);
        } catch (RuntimeException e) {
            free(copy);
            throw e;
        }
        return copy;
    }

    @Override
    public synchronized void free(Tensor copy) {
        Copy gone = copies.remove(copy);
        if (gone == null) {
            throw new IllegalArgumentException("not a copy in this memory, or freed before");
        }
        copy.close();
        if (holders > 0) {
            freed.forEach(ids -> ids.add(gone.id()));
            pool.giveBack(gone.address());
        }
    }

    /** What tells a copy from all others, also from later ones at its address; null for memory of another kind. */
    synchronized @Nullable Long idOf(Tensor copy) {
        Copy known = copies.get(copy);
        return known == null ? null : known.id();
    }

    /** The ids of copies freed from now on, to be taken out by who asked for them. */
    synchronized Queue<Long> watchFreed() {
        Queue<Long> ids = new ConcurrentLinkedQueue<>();
        freed.add(ids);
        return ids;
    }

    /** Stays taken until this is closed. */
    @Override
    public synchronized ByteBuffer slot(int bytes) {
        return new BytePointer(new Address(pool.take(bytes))).capacity(bytes).asByteBuffer();
    }

    @Override
    public synchronized void close() {
        if (--holders == 0) {
            pool.close();
        }
    }
}
