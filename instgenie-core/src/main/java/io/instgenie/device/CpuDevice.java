package io.instgenie.device;

import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;

/** This machine's CPU: work is done when it is enqueued, and host memory is where blocks compute. Thread-safe. */
public final class CpuDevice implements ComputeDevice {
    /** One for all: an engine keeps for all its CPU devices what one of them computed. */
    private static final InPlace IN_PLACE = new InPlace();

    private final Kernels kernels = new TorchKernels();

    @Override
    public String name() {
        return "CPU";
    }

    @Override
    public Placement placement() {
        return Placement.CPU;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public Transfers transfers() {
        return IN_PLACE;
    }

    @Override
    public HostMemory hostMemory() {
        return IN_PLACE;
    }

    @Override
    public boolean isSynchronous() {
        return true;
    }

    @Override
    public void enter() {
        // every thread is on the CPU
    }

    @Override
    public void synchronize() {
        // nothing is under way
    }

    @Override
    public void close() {
        // owns nothing
    }

    private static final class InPlace implements Transfers, HostMemory {
        @Override
        public Tensor copy(Tensor bytes) {
            return Tensors.hold(bytes.clone());
        }

        @Override
        public void free(Tensor copy) {
            copy.close();
        }

        @Override
        public ByteBuffer slot(int bytes) {
            return Prefetcher.directSlot(bytes);
        }

        @Override
        public void foresee(Iterable<Tensor> hostBytes) {
            // there already
        }

        @Override
        public Tensor bring(Tensor hostBytes) {
            return hostBytes;
        }

        @Override
        public void release() {
            // nothing was brought
        }

        @Override
        public void whenRead(Runnable free) {
            free.run();
        }
    }
}
