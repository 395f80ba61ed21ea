package io.instgenie.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * Page-locked memory in which the host writes the small tables of a launch, and their places on the device. A place is used again once the
 * kernel that read it is over: the host waits for that only when it is {@value #SLOTS} launches ahead. Not thread-safe.
 */
final class UploadRing implements AutoCloseable {
    private static final int SLOTS = 64;
    private static final long SMALLEST = 4096;

    private final DeviceApi device;
    private final List<Slot> slots = new ArrayList<>();
    private int next;

    UploadRing(DeviceApi device) {
        this.device = device;
    }

    /** A place for {@code bytes} that nothing reads; {@code stream} is the one it was and will be used on. */
    Slot take(long bytes, long stream) {
        if (slots.size() < SLOTS) {
            slots.add(new Slot());
            next = slots.size() - 1;
        } else {
            next = (next + 1) % SLOTS;
        }
        Slot slot = slots.get(next);
        if (!device.isDone(slot.read)) {
            device.synchronize(stream);
        }
        slot.ensure(bytes);
        return slot;
    }

    /** Frees all; the device must be done with it. */
    @Override
    public void close() {
        slots.forEach(Slot::free);
        slots.clear();
    }

    final class Slot {
        private final long read = device.createEvent();
        private long host;
        private long target;
        private long capacity;

        long host() {
            return host;
        }

        /** Copies the first {@code bytes}; returns where they will be for what is enqueued from now on. */
        long upload(long bytes, long stream) {
            device.copyToDevice(target, host, bytes, stream);
            return target;
        }

        /** What reads the upload has been enqueued. */
        void usedOn(long stream) {
            device.record(read, stream);
        }

        private void ensure(long bytes) {
            if (bytes <= capacity) {
                return;
            }
            freeMemory();
            long size = Math.max(SMALLEST, Long.highestOneBit(bytes - 1) << 1);
            target = device.allocateDevice(size);
            try {
                host = device.allocatePinned(size);
            } catch (RuntimeException e) {
                device.freeDevice(target);
                throw e;
            }
            capacity = size;
        }

        private void freeMemory() {
            if (capacity > 0) {
                capacity = 0;
                device.freePinned(host);
                device.freeDevice(target);
            }
        }

        private void free() {
            freeMemory();
            device.destroyEvent(read);
        }
    }
}
