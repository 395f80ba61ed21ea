package io.instgenie.cuda;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;

/**
 * A device whose memory is the host's, and whose copies are done as late as they may be: when the stream that computes waits for them, or
 * somebody asks. The stream that computes, 0, does what is enqueued at once.
 */
final class LateDevice implements DeviceApi {
    private record Copy(long target, long source, long bytes) {}

    private final Set<Long> memory = new HashSet<>();
    private final Set<Long> handles = new HashSet<>();
    private final Queue<Copy> late = new ArrayDeque<>();
    private final Map<Long, Long> copiesBefore = new HashMap<>(); // by event
    private long next = 1;
    private long enqueued;
    private long done;

    /** Memory, streams and events that were not given back. */
    int held() {
        return memory.size() + handles.size();
    }

    private long allocate(long bytes) {
        Pointer allocated = Pointer.malloc(bytes);
        memory.add(allocated.address());
        return allocated.address();
    }

    private void free(long address) {
        if (!memory.remove(address)) {
            throw new AssertionError("freed twice, or never allocated");
        }
        Pointer.free(new Address(address));
    }

    private long create() {
        handles.add(next);
        return next++;
    }

    private void destroy(long handle) {
        if (!handles.remove(handle)) {
            throw new AssertionError("destroyed twice, or never made");
        }
    }

    @Override
    public long allocatePinned(long bytes) {
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
        return create();
    }

    @Override
    public void destroyStream(long stream) {
        destroy(stream);
    }

    @Override
    public long createEvent() {
        return create();
    }

    @Override
    public void destroyEvent(long event) {
        destroy(event);
        copiesBefore.remove(event);
    }

    @Override
    public void copyToDevice(long target, long source, long bytes, long stream) {
        if (stream == 0) {
            Pointer.memcpy(new Address(target), new Address(source), bytes);
        } else {
            late.add(new Copy(target, source, bytes));
            enqueued++;
        }
    }

    @Override
    public void record(long event, long stream) {
        copiesBefore.put(event, stream == 0 ? 0 : enqueued);
    }

    @Override
    public void waitFor(long event, long stream) {
        if (stream == 0) {
            copyUntil(event);
        }
    }

    @Override
    public boolean isDone(long event) {
        copyUntil(event);
        return true;
    }

    @Override
    public void synchronize(long stream) {
        // stream 0 is never behind
    }

    private void copyUntil(long event) {
        while (done < copiesBefore.getOrDefault(event, 0L)) {
            Copy copy = late.remove();
            Pointer.memcpy(new Address(copy.target()), new Address(copy.source()), copy.bytes());
            done++;
        }
    }
}
