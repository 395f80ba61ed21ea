package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.cuda.jni.NativeDeviceInfo;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.UnsupportedDeviceException;
import org.bytedeco.javacpp.Pointer;

/**
 * An NVIDIA GPU through CUDA's runtime. All memory, streams and events are of the device's primary context, which libtorch uses too. CUDA
 * ties the current device to a thread: use it on the thread that opened it, or after {@link #use}.
 *
 * <p>Calls throw {@link DeviceOutOfMemoryException} where memory ran out, and {@link DeviceLostException} after an error from which a
 * device does not recover.
 */
public final class CudaDevice implements DeviceApi {
    private final int ordinal;
    private final String name;
    private final int multiprocessors;

    private CudaDevice(int ordinal, String name, int multiprocessors) {
        this.ordinal = ordinal;
        this.name = name;
        this.multiprocessors = multiprocessors;
    }

    /**
     * Opens device {@code ordinal} for this thread.
     *
     * @throws UnsupportedDeviceException if it cannot be used; the message names what to install
     */
    public static CudaDevice open(int ordinal) {
        CudaMachine.read().kernelProblem(ordinal).ifPresent(problem -> {
            throw new UnsupportedDeviceException(problem);
        });
        use(ordinal);
        try (NativeDeviceInfo info = new NativeDeviceInfo()) {
            CudaStatus.check(Native.instgenie_describe_device(ordinal, info), "asking for device " + ordinal);
            return new CudaDevice(ordinal, info.name().getString(), info.multiprocessors());
        }
    }

    /** Makes the calling thread work on it, too. */
    public void use() {
        use(ordinal);
    }

    private static void use(int ordinal) {
        CudaStatus.check(Native.instgenie_use_device(ordinal), "using device " + ordinal);
    }

    public String name() {
        return name;
    }

    public int multiprocessors() {
        return multiprocessors;
    }

    /** For all devices, on any thread, whichever device that works on. */
    @Override
    public long allocatePinned(long bytes) {
        return created("page-locking " + bytes + " bytes", p -> Native.instgenie_allocate_pinned(ordinal, bytes, p));
    }

    @Override
    public void freePinned(long address) {
        CudaStatus.check(Native.instgenie_free_pinned(new Address(address)), "freeing page-locked memory");
    }

    @Override
    public long allocateDevice(long bytes) {
        return created("allocating " + bytes + " bytes", p -> Native.instgenie_allocate_device(bytes, p));
    }

    @Override
    public void freeDevice(long address) {
        CudaStatus.check(Native.instgenie_free_device(new Address(address)), "freeing device memory");
    }

    @Override
    public long createStream() {
        return created("making a stream", Native::instgenie_create_stream);
    }

    @Override
    public void destroyStream(long stream) {
        CudaStatus.check(Native.instgenie_destroy_stream(new Address(stream)), "destroying a stream");
    }

    @Override
    public long createEvent() {
        return created("making an event", Native::instgenie_create_event);
    }

    @Override
    public void destroyEvent(long event) {
        CudaStatus.check(Native.instgenie_destroy_event(new Address(event)), "destroying an event");
    }

    @Override
    public void copyToDevice(long target, long source, long bytes, long stream) {
        CudaStatus.check(
                Native.instgenie_copy_to_device(new Address(target), new Address(source), bytes, new Address(stream)),
                "copying to the device");
    }

    /** Copies to host memory, after everything enqueued on {@code stream} so far; page-locked, or the call waits. */
    public void copyToHost(long target, long source, long bytes, long stream) {
        CudaStatus.check(
                Native.instgenie_copy_to_host(new Address(target), new Address(source), bytes, new Address(stream)),
                "copying from the device");
    }

    @Override
    public void record(long event, long stream) {
        CudaStatus.check(Native.instgenie_record(new Address(event), new Address(stream)), "recording an event");
    }

    @Override
    public void waitFor(long event, long stream) {
        CudaStatus.check(Native.instgenie_wait_for(new Address(event), new Address(stream)), "waiting for an event");
    }

    @Override
    public boolean isDone(long event) {
        int[] done = new int[1];
        CudaStatus.check(Native.instgenie_is_done(new Address(event), done), "asking for an event");
        return done[0] != 0;
    }

    @Override
    public void synchronize(long stream) {
        CudaStatus.check(Native.instgenie_synchronize(new Address(stream)), "waiting for a stream");
    }

    private interface Creation {
        int into(Pointer created);
    }

    private static long created(String what, Creation creation) {
        Pointer pointer = new Address(0);
        CudaStatus.check(creation.into(pointer), what);
        return pointer.address();
    }
}
