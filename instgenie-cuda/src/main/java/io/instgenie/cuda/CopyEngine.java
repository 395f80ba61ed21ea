package io.instgenie.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Brings activations from page-locked host memory to the device beside the computation: its own stream copies into a ring of staging
 * slots, in the order of the requests, as far ahead as there are slots, whatever step the requests are for. The stream that computes
 * waits for an event of the device; the calling thread never waits.
 *
 * <p>A block's use of a load is three calls: {@link #load} as early as possible, {@link #await} before the kernels that read it are
 * enqueued, {@link #release} after. Requests for the same bytes share one copy while it is held and recent. Loads are used in the order
 * of the requests, on one stream. Not thread-safe: it belongs to the device's worker.
 */
public final class CopyEngine implements AutoCloseable {
    private final DeviceApi device;
    private final long slotBytes;
    private final long memory;
    private final long copyStream;
    private final List<RingSlot> slots = new ArrayList<>();
    private final Queue<RingSlot> free = new ArrayDeque<>();
    private final Queue<Load> queued = new ArrayDeque<>();
    private final Deque<Load> held = new ArrayDeque<>(); // by age

    /**
     * @param slots how many loads may be on the device or on their way at a time; two let one copy while another is computed on
     * @param slotBytes the largest load
     */
    public CopyEngine(DeviceApi device, int slots, long slotBytes) {
        if (slots < 1 || slotBytes < 1) {
            throw new IllegalArgumentException(
                    "slots and slotBytes must be positive, not " + slots + " and " + slotBytes);
        }
        this.device = device;
        this.slotBytes = slotBytes;
        memory = device.allocateDevice(Math.multiplyExact(slots, slotBytes));
        copyStream = device.createStream();
        for (int i = 0; i < slots; i++) {
            this.slots.add(new RingSlot(device, memory + i * slotBytes));
        }
        free.addAll(this.slots);
    }

    /** Asks for {@code bytes} of page-locked memory at {@code source}; they must stay as they are until {@link #isCopied}. */
    public Load load(long source, long bytes) {
        if (bytes < 1 || bytes > slotBytes) {
            throw new IllegalArgumentException("a load is of 1 to " + slotBytes + " bytes, not " + bytes);
        }
        Load shared = findShareable(source, bytes);
        if (shared != null) {
            shared.addHolder();
            return shared;
        }
        Load load = new Load(source, bytes);
        held.add(load);
        queued.add(load);
        try {
            issue();
        } catch (RuntimeException e) { // nobody will have it
            held.remove(load);
            queued.remove(load);
            throw e;
        }
        return load;
    }

    /**
     * Lets {@code stream} wait until the load has arrived.
     *
     * @return its address on the device, good for what is enqueued on {@code stream} until {@link #release}
     * @throws IllegalStateException if the load was given up, or all slots are held by earlier loads
     */
    public long await(Load load, long stream) {
        RingSlot slot = load.slot();
        if (!load.isHeld()) {
            throw new IllegalStateException("the load was released or cancelled");
        }
        if (slot == null) {
            throw new IllegalStateException(
                    "all " + slots.size() + " staging slots are held by earlier loads; release one first");
        }
        slot.awaitOn(stream);
        return slot.address();
    }

    /** Ends one holder's use: what reads the load has been enqueued on {@code stream}. */
    public void release(Load load, long stream) {
        RingSlot slot = load.slot();
        if (slot == null) {
            throw new IllegalStateException("a load that is still queued was not used; cancel it");
        }
        slot.usedBy(stream);
        giveUp(load);
    }

    /** Ends one holder's interest without further use. A queued load that nobody else holds is never copied. */
    public void cancel(Load load) {
        giveUp(load);
    }

    /** Whether the source may be overwritten or freed: the copy is over, or will never start. */
    public boolean isCopied(Load load) {
        RingSlot slot = load.slot();
        return slot == null ? !load.isHeld() : slot.hasArrived();
    }

    /**
     * Only among the newest, as many as there are slots: an older load, held on for a late user, could keep a slot from one that is used
     * before it, and that one would never arrive.
     */
    private @Nullable Load findShareable(long source, long bytes) {
        Iterator<Load> newestFirst = held.descendingIterator();
        for (int i = 0; i < slots.size() && newestFirst.hasNext(); i++) {
            Load load = newestFirst.next();
            if (load.source() == source && load.bytes() == bytes) {
                return load;
            }
        }
        return null;
    }

    private void giveUp(Load load) {
        if (!load.dropHolder()) {
            return;
        }
        held.remove(load);
        RingSlot slot = load.slot();
        if (slot == null) {
            queued.remove(load);
        } else {
            free.add(slot); // a copy under way need not be waited for: the next into this slot is of the same stream
        }
        issue();
    }

    /** A copy that fails is as if it had not been tried. */
    private void issue() {
        while (!free.isEmpty() && !queued.isEmpty()) {
            Load load = queued.element();
            RingSlot slot = free.element();
            slot.fill(load.source(), load.bytes(), copyStream);
            load.issuedTo(slot);
            queued.remove();
            free.remove();
        }
    }

    /** Frees the ring. The device must be done with it. */
    @Override
    public void close() {
        slots.forEach(RingSlot::destroy);
        device.destroyStream(copyStream);
        device.freeDevice(memory);
    }
}
