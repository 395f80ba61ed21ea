package io.instgenie.behaviour;

import io.instgenie.denoise.ComputeDevice;
import io.instgenie.denoise.CpuDevice;
import io.instgenie.denoise.HostMemory;
import io.instgenie.denoise.Transfers;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.model.transformers.Kernels;
import io.instgenie.tensor.Placement;
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
    private boolean closed;
    private boolean full;

    /** The next steps run out of memory. */
    synchronized void runOutOfMemory(int times) {
        outOfMemory = times;
    }

    /** Every step of the next so many workers fails from now on. */
    synchronized void lose(int workers) {
        toLose = workers;
    }

    /** Whether no host memory is to be had, neither to keep activations nor to load to. */
    synchronized void setFull(boolean full) {
        this.full = full;
    }

    private synchronized void requireRoom() {
        if (full) {
            throw new IllegalStateException("DefaultCPUAllocator: not enough memory, as a test");
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
        return cpu.kernels();
    }

    @Override
    public Transfers transfers() {
        return cpu.transfers();
    }

    @Override
    public HostMemory hostMemory() {
        HostMemory memory = cpu.hostMemory();
        return new HostMemory() {
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
        };
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
