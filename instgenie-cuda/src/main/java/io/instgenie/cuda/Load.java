package io.instgenie.cuda;

import org.jspecify.annotations.Nullable;

/** Bytes of host memory on their way to the device, or there; shared by all who asked for the same. Owned by its {@link CopyEngine}. */
public final class Load {
    private final long source;
    private final long bytes;
    private int holders = 1;
    private @Nullable RingSlot slot;

    Load(long source, long bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    long source() {
        return source;
    }

    public long bytes() {
        return bytes;
    }

    void addHolder() {
        holders++;
    }

    /** Whether that was the last. */
    boolean dropHolder() {
        if (holders == 0) {
            throw new IllegalStateException(
                    "the load of " + bytes + " bytes was given up more often than it was asked for");
        }
        return --holders == 0;
    }

    boolean isHeld() {
        return holders > 0;
    }

    /** Null while the load waits for a slot. A load keeps the slot it was copied to even when another has it. */
    @Nullable
    RingSlot slot() {
        return slot;
    }

    void issuedTo(RingSlot slot) {
        this.slot = slot;
    }
}
