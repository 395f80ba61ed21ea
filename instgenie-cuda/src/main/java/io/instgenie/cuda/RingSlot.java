package io.instgenie.cuda;

/** One place of the ring in device memory, with the events of its last copy and of its last use. */
final class RingSlot {
    private final DeviceApi device;
    private final long address;
    private final long arrived;
    private final long consumed;
    private boolean used;

    RingSlot(DeviceApi device, long address) {
        this.device = device;
        this.address = address;
        arrived = device.createEvent();
        consumed = device.createEvent();
    }

    long address() {
        return address;
    }

    /** Copies once the computation that read the slot's last content is over. */
    void fill(long source, long bytes, long copyStream) {
        if (used) {
            device.waitFor(consumed, copyStream);
            used = false;
        }
        device.copyToDevice(address, source, bytes, copyStream);
        device.record(arrived, copyStream);
    }

    void awaitOn(long stream) {
        device.waitFor(arrived, stream);
    }

    void usedBy(long stream) {
        device.record(consumed, stream);
        used = true;
    }

    /** Whether the last copy is over. A later copy into the slot implies the earlier ones: they are of one stream. */
    boolean hasArrived() {
        return device.isDone(arrived);
    }

    void destroy() {
        device.destroyEvent(arrived);
        device.destroyEvent(consumed);
    }
}
