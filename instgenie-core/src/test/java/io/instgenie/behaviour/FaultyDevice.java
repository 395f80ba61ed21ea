package io.instgenie.behaviour;

import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.HostMemory;
import io.instgenie.device.Transfers;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** The CPU with a GPU's ways to fail, as many times as it is told. Thread-safe. */
final class FaultyDevice implements ComputeDevice {
    private final ComputeDevice cpu = new CpuDevice();
    private int outOfMemory;
    private int toLose;
    private final Set<Thread> lost = new HashSet<>();
    private boolean dead;
    private boolean closed;
    private boolean full;
    private final HostMemory memory;

    /** One whose memory is the CPU's, and never full. */
    FaultyDevice() {
        this(false);
    }

    private FaultyDevice(boolean bounded) {
        memory = bounded ? new BoundedMemory() : cpu.hostMemory();
    }

    /** One whose host memory {@linkplain #setFull can be full}. */
    static FaultyDevice ofBoundedMemory() {
        return new FaultyDevice(true);
    }

    private final Kernels kernels = (Kernels) Proxy.newProxyInstance(
            Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                requireAlive();
                try {
                    return method.invoke(cpu.kernels(), arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    /** The next steps run out of memory. */
    synchronized void runOutOfMemory(int times) {
        outOfMemory = times;
    }

    /** Every step of the next so many workers fails from now on. */
    synchronized void lose(int workers) {
        toLose = workers;
    }

    /** Everything on it fails from now on. */
    synchronized void die() {
        dead = true;
    }

    private synchronized void requireAlive() {
        if (dead) {
            throw new DeviceLostException("cudaErrorIllegalAddress, as a test");
        }
    }

    /** Whether no host memory is to be had, neither to keep activations nor to load to. */
    synchronized void setFull(boolean full) {
        this.full = full;
    }

    private synchronized void requireRoom() {
        if (full) {
            throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory, as a test");
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return "faulty CPU";
    }

    @Override
    public Placement placement() {
        return cpu.placement();
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public Transfers transfers() {
        return cpu.transfers();
    }

    @Override
    public HostMemory hostMemory() {
        return memory;
    }

    /** The CPU's, that can be full. */
    private final class BoundedMemory implements HostMemory {
        private final HostMemory memory = cpu.hostMemory();

        @Override
        public Tensor copy(Tensor bytes) {
            requireRoom();
            return memory.copy(bytes);
        }

        @Override
        public void free(Tensor copy) {
            memory.free(copy);
        }

        @Override
        public ByteBuffer slot(int bytes) {
            requireRoom();
            return memory.slot(bytes);
        }
    }

    @Override
    public boolean isSynchronous() {
        return true;
    }

    @Override
    public void enter() {
        cpu.enter();
    }

    @Override
    public synchronized void synchronize() {
        requireAlive();
        if (toLose > 0 && lost.add(Thread.currentThread())) {
            toLose--;
        }
        if (lost.contains(Thread.currentThread())) {
            throw new DeviceLostException("cudaErrorIllegalAddress, as a test");
        }
        if (outOfMemory > 0) {
            outOfMemory--;
            throw new DeviceOutOfMemoryException("cudaErrorMemoryAllocation, as a test");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
