package io.instgenie.cuda;

/**
 * What the {@linkplain CopyEngine copy engine} and the launchers of kernels ask of a device. Addresses, streams and events are the device's own handles. Copies,
 * records and waits are only enqueued: no call but those that allocate or free, and {@link #synchronize}, waits for
 * the device.
 */
public interface DeviceApi {
    /** Page-locked host memory, which the device copies from by itself. Slow: take much at once. */
    long allocatePinned(long bytes);

    void freePinned(long address);

    long allocateDevice(long bytes);

    void freeDevice(long address);

    long createStream();

    void destroyStream(long stream);

    long createEvent();

    void destroyEvent(long event);

    /** Copies from page-locked memory, after everything enqueued on {@code stream} so far. */
    void copyToDevice(long target, long source, long bytes, long stream);

    /** Waits until everything enqueued on {@code stream} is done. */
    void synchronize(long stream);

    /** Makes {@code event} stand for everything enqueued on {@code stream} so far. */
    void record(long event, long stream);

    /** Whatever is enqueued on {@code stream} from now on waits for what {@code event} stands for now. */
    void waitFor(long event, long stream);

    /** Whether what {@code event} stands for is done; true for one never recorded. */
    boolean isDone(long event);
}
