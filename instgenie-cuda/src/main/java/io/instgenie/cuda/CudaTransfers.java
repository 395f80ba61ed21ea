package io.instgenie.cuda;

import io.instgenie.device.Transfers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Activations to the device by a {@link CopyEngine}, some blocks ahead of the block at hand, or out of a {@link DeviceTier}. What finds no
 * slot is copied on the stream that computes. Used by one thread.
 */
final class CudaTransfers implements Transfers, AutoCloseable {
    private static final int SLOTS = 4;

    /** Host memory that waits to be free, and the copies that read it. */
    private record Reading(List<Load> loads, List<Long> events, Runnable free) {}

    private final DeviceApi device;
    private final long stream;
    private final PinnedMemory memory;
    private final Queue<Long> freed;
    private final DeviceTier tier;
    private final TensorOptions bytesOnDevice;
    private final Map<Long, Load> ahead = new HashMap<>(); // by id
    private final List<Load> inUse = new ArrayList<>();
    private final List<Load> unread = new ArrayList<>(); // since the last whenRead
    private final List<Long> unreadEvents = new ArrayList<>(); // of copies without a slot
    private final Deque<Reading> readings = new ArrayDeque<>();
    private Iterator<Tensor> coming = Collections.emptyIterator();
    private @Nullable CopyEngine engine;
    private long slotBytes;
    private long largestBytes;

    /** @param bytesOnDevice of tensors of bytes where the device computes */
    CudaTransfers(DeviceApi device, long stream, PinnedMemory memory, DeviceTier tier, TensorOptions bytesOnDevice) {
        this.device = device;
        this.stream = stream;
        this.memory = memory;
        freed = memory.watchFreed();
        this.tier = tier;
        this.bytesOnDevice = bytesOnDevice;
    }

    @Override
    public void foresee(Iterable<Tensor> hostBytes) {
        forgetFreed();
        cancelAhead();
        if (largestBytes > slotBytes && inUse.isEmpty()) {
            grow();
        }
        coming = hostBytes.iterator();
        loadAhead();
    }

    /** Slots for the largest load so far. */
    private void grow() {
        closeEngine();
        engine = new CopyEngine(device, SLOTS, largestBytes);
        slotBytes = largestBytes;
    }

    private void loadAhead() {
        CopyEngine current = engine;
        while (current != null && ahead.size() + inUse.size() < SLOTS && coming.hasNext()) {
            Tensor next = coming.next();
            Long id = memory.idOf(next);
            if (id != null && !tier.has(id) && !ahead.containsKey(id) && next.nbytes() <= slotBytes) {
                ahead.put(id, current.load(DeviceTensors.address(next), next.nbytes()));
            }
        }
    }

    @Override
    public Tensor bring(Tensor hostBytes) {
        forgetFreed();
        Long id = memory.idOf(hostBytes);
        long bytes = hostBytes.nbytes();
        if (id == null) {
            return copied(hostBytes, null, bytes); // [bytes]
        }
        Tensor resident = tier.use(id, bytes);
        if (resident != null) {
            cancel(ahead.remove(id));
            return resident; // [bytes]
        }
        Tensor brought = copied(hostBytes, ahead.remove(id), bytes); // [bytes]
        if (tier.wants(id)) {
            tier.keep(id, brought);
        }
        return brought;
    }

    private Tensor copied(Tensor hostBytes, @Nullable Load foreseen, long bytes) {
        largestBytes = Math.max(largestBytes, bytes);
        long source = DeviceTensors.address(hostBytes);
        CopyEngine current = engine;
        if (foreseen == null && inUse.size() + ahead.size() >= SLOTS) {
            cancelAhead();
        }
        if (current == null || foreseen == null && (inUse.size() >= SLOTS || bytes > slotBytes)) {
            Tensor fresh = torch.empty(new long[] {bytes}, bytesOnDevice, null); // [bytes]
            device.copyToDevice(DeviceTensors.address(fresh), source, bytes, stream);
            if (memory.idOf(hostBytes) == null) { // whoever lent it waits for whenRead
                long read = device.createEvent();
                device.record(read, stream);
                unreadEvents.add(read);
            }
            return fresh;
        }
        Load load = foreseen == null ? current.load(source, bytes) : foreseen;
        inUse.add(load);
        if (memory.idOf(hostBytes) == null) {
            unread.add(load);
        }
        return DeviceTensors.over(current.await(load, stream), bytes, bytesOnDevice); // [bytes]
    }

    @Override
    public void release() {
        while (!inUse.isEmpty()) {
            Load load = inUse.remove(0); // first: what follows may fail, and the next call goes on from here
            if (engine != null) {
                engine.release(load, stream);
            }
        }
        loadAhead();
    }

    @Override
    public void whenRead(Runnable free) {
        readings.add(new Reading(List.copyOf(unread), List.copyOf(unreadEvents), free));
        unread.clear();
        unreadEvents.clear();
        while (readings.size() > 1) { // the copy is ahead of the computation: this does not wait long
            freeRead();
            Thread.onSpinWait();
        }
        freeRead();
    }

    /** Frees what has been read, in order. */
    void freeRead() {
        while (!readings.isEmpty() && isRead(readings.element())) {
            Reading read = readings.remove();
            read.events().forEach(device::destroyEvent);
            read.free().run();
        }
    }

    private boolean isRead(Reading reading) {
        CopyEngine current = engine;
        return (current == null || reading.loads().stream().allMatch(current::isCopied))
                && reading.events().stream().allMatch(device::isDone);
    }

    /** Before anything is copied: memory at an address that comes again must not be taken for what was there before. */
    private void forgetFreed() {
        for (Long id = freed.poll(); id != null; id = freed.poll()) {
            cancel(ahead.remove(id));
            tier.forget(id);
        }
    }

    private void cancelAhead() {
        coming = Collections.emptyIterator();
        while (!ahead.isEmpty()) {
            cancel(ahead.remove(ahead.keySet().iterator().next()));
        }
    }

    private void cancel(@Nullable Load load) {
        if (load != null && engine != null) {
            engine.cancel(load);
        }
    }

    private void closeEngine() {
        if (engine != null) {
            device.synchronize(stream);
            freeRead();
            engine.close();
            engine = null;
        }
    }

    @Override
    public void close() {
        cancelAhead();
        inUse.clear();
        closeEngine();
        unreadEvents.forEach(device::destroyEvent);
        tier.close();
    }
}
