package io.instgenie.behaviour;

import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.HostMemory;
import io.instgenie.device.Transfers;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * libtorch's device of shapes without numbers. Like a GPU it refuses operators on tensors of two devices, and unlike one it is everywhere.
 */
final class MetaDevice implements ComputeDevice {
    static final Placement PLACEMENT = new Placement("meta", ScalarType.Float);

    private final Kernels kernels = new ShapeKernels();
    private final Copies copies = new Copies();

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public Placement placement() {
        return PLACEMENT;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public Transfers transfers() {
        return copies;
    }

    @Override
    public HostMemory hostMemory() {
        return copies;
    }

    @Override
    public boolean isSynchronous() {
        return false;
    }

    @Override
    public void enter() {
        // no context
    }

    @Override
    public void synchronize() {
        // nothing runs
    }

    @Override
    public void close() {
        // owns nothing
    }

    private static final class Copies implements Transfers, HostMemory {
        @Override
        public Tensor copy(Tensor bytes) {
            return Tensors.hold(torch.zeros(new long[] {bytes.numel()}, new TensorOptions(ScalarType.Byte))); // [bytes]
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
            hostBytes.forEach(bytes -> {
                if (!bytes.is_cpu()) {
                    throw new AssertionError("what is kept is on the host");
                }
            });
        }

        @Override
        public Tensor bring(Tensor hostBytes) {
            return PLACEMENT.move(hostBytes);
        }

        @Override
        public void release() {
            // nothing was lent
        }

        @Override
        public void whenRead(Runnable free) {
            free.run();
        }
    }
}
