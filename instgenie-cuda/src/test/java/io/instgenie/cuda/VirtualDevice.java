package io.instgenie.cuda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A device whose streams run on a virtual clock, one byte a tick, all independent of one another but for events. The host enqueues
 * everything at tick {@link #now}; nothing passes but by {@link #advanceTo}.
 */
final class VirtualDevice implements DeviceApi {
    /** Work that occupied its stream from {@code begin} to {@code end}; {@code content} is what a computation found at its address. */
    record Work(String kind, long address, long content, long begin, long end) {}

    private record Arrival(long target, long source, long begin, long end) {}

    private final Map<Long, Long> streamReady = new HashMap<>();
    private final Map<Long, Long> eventTime = new HashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<Long> allocated = new HashSet<>();
    final List<Work> work = new ArrayList<>();
    private long handles = 1L << 20;
    private long now;
    int pinnedAllocations;

    void advanceTo(long tick) {
        now = tick;
    }

    /** A kernel of {@code ticks} on {@code stream} that reads {@code address}. */
    Work compute(long address, long ticks, long stream) {
        long begin = Math.max(now, streamReady.getOrDefault(stream, 0L));
        streamReady.put(stream, begin + ticks);
        Work done =
                new Work("compute", address, contentThroughout(address, begin, begin + ticks), begin, begin + ticks);
        work.add(done);
        return done;
    }

    /** The source of the last copy that was over at {@code begin}; -1 if one went on meanwhile. Exact once everything is enqueued. */
    long contentThroughout(long address, long begin, long end) {
        long content = 0;
        for (Arrival arrival : arrivals) {
            if (arrival.target() != address) {
                continue;
            }
            if (arrival.end() <= begin) {
                content = arrival.source();
            } else if (arrival.begin() < end) {
                return -1;
            }
        }
        return content;
    }

    Set<Long> allocated() {
        return allocated;
    }

    private long allocate(long bytes) {
        long address = handles;
        handles += bytes;
        allocated.add(address);
        return address;
    }

    private void free(long handle) {
        if (!allocated.remove(handle)) {
            throw new AssertionError("freed twice, or never allocated: " + handle);
        }
    }

    @Override
    public long allocatePinned(long bytes) {
        pinnedAllocations++;
        return allocate(bytes);
    }

    @Override
    public void freePinned(long address) {
        free(address);
    }

    @Override
    public long allocateDevice(long bytes) {
        return allocate(bytes);
    }

    @Override
    public void freeDevice(long address) {
        free(address);
    }

    @Override
    public long createStream() {
        return allocate(1);
    }

    @Override
    public void destroyStream(long stream) {
        free(stream);
    }

    @Override
    public long createEvent() {
        return allocate(1);
    }

    @Override
    public void destroyEvent(long event) {
        free(event);
    }

    @Override
    public void copyToDevice(long target, long source, long bytes, long stream) {
        long begin = Math.max(now, streamReady.getOrDefault(stream, 0L));
        streamReady.put(stream, begin + bytes);
        arrivals.add(new Arrival(target, source, begin, begin + bytes));
        work.add(new Work("copy", target, source, begin, begin + bytes));
    }

    @Override
    public void synchronize(long stream) {
        advanceTo(Math.max(now, streamReady.getOrDefault(stream, 0L)));
    }

    @Override
    public void record(long event, long stream) {
        eventTime.put(event, Math.max(now, streamReady.getOrDefault(stream, 0L)));
    }

    @Override
    public void waitFor(long event, long stream) {
        streamReady.merge(stream, eventTime.getOrDefault(event, 0L), Math::max);
    }

    @Override
    public boolean isDone(long event) {
        return eventTime.getOrDefault(event, 0L) <= now;
    }
}
