package io.instgenie.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Page-locked host memory for the activation cache's host tier, kept for reuse because locking pages is slow. Buffers are of powers of
 * two; what is locked in all stays within the budget. Not thread-safe.
 */
public final class PinnedPool implements AutoCloseable {
    private final DeviceApi device;
    private final long budgetBytes;
    private final Map<Long, Deque<Long>> freeBySize = new HashMap<>();
    private final Map<Long, Long> sizeByAddress = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private long lockedBytes;

    public PinnedPool(DeviceApi device, long budgetBytes) {
        this.device = device;
        this.budgetBytes = budgetBytes;
    }

    /**
     * At least {@code bytes} of page-locked memory.
     *
     * @throws IllegalStateException if that exceeds the budget even after idle buffers of other sizes are given back
     */
    public long take(long bytes) {
        if (bytes < 1 || bytes > 1L << 62) {
            throw new IllegalArgumentException("cannot take " + bytes + " bytes");
        }
        long size = bytes == 1 ? 1 : Long.highestOneBit(bytes - 1) << 1;
        Deque<Long> free = freeBySize.computeIfAbsent(size, unused -> new ArrayDeque<>());
        Long address = free.pollLast();
        if (address == null) {
            address = lock(size);
        }
        taken.add(address);
        return address;
    }

    public void giveBack(long address) {
        if (!taken.remove(address)) {
            throw new IllegalArgumentException("the buffer is not one that was taken from this pool");
        }
        freeBySize
                .computeIfAbsent(sizeByAddress.get(address), unused -> new ArrayDeque<>())
                .addLast(address);
    }

    /** Bytes locked now, taken or idle. */
    public long lockedBytes() {
        return lockedBytes;
    }

    private long lock(long size) {
        if (lockedBytes + size > budgetBytes) {
            freeBySize.values().forEach(this::unlockAll);
        }
        if (lockedBytes + size > budgetBytes) {
            throw new IllegalStateException("page-locked memory: " + size + " bytes asked for, "
                    + (budgetBytes - lockedBytes) + " left of " + budgetBytes);
        }
        long address = device.allocatePinned(size);
        lockedBytes += size;
        sizeByAddress.put(address, size);
        return address;
    }

    private void unlockAll(Deque<Long> idle) {
        for (long address : idle) {
            unlock(address);
        }
        idle.clear();
    }

    private void unlock(long address) {
        device.freePinned(address);
        lockedBytes -= sizeByAddress.remove(address);
    }

    /** Frees everything, taken or not. */
    @Override
    public void close() {
        freeBySize.values().forEach(this::unlockAll);
        taken.forEach(this::unlock);
        taken.clear();
    }
}
