package io.instgenie.cuda;

import io.instgenie.device.ComputeDevice;
import io.instgenie.device.HostMemory;
import io.instgenie.device.Transfers;
import io.instgenie.edit.UnsupportedDeviceException;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.TorchRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * An NVIDIA GPU as a worker's device: {@code EditEngine.builder(folder).devices(CudaWorkerDevice.of(0))}. Networks run by libtorch, what
 * blocks do between their linear layers by this module's kernels, on the stream that libtorch uses; activations come from page-locked
 * memory on a stream of their own.
 */
public final class CudaWorkerDevice implements ComputeDevice {
    /** The default stream, which libtorch uses on threads that ask for no other. */
    private static final long STREAM = 0;

    private final String name;
    private final Runnable entering;
    private final DeviceApi device;
    private final Placement placement;
    private final PinnedMemory memory;
    private final CudaKernels kernels;
    private final CudaTransfers transfers;

    /**
     * A device of parts.
     *
     * @param entering makes the calling thread work on it
     * @param device its own memory, streams and events
     * @param placement where libtorch's tensors are on it, in the type to compute in
     * @param memory of activations on the host, which this closes once
     * @param multiprocessors to fill
     * @param cacheBytes bound on copies of activations
     */
    CudaWorkerDevice(
            String name,
            Runnable entering,
            DeviceApi device,
            Placement placement,
            PinnedMemory memory,
            int multiprocessors,
            long cacheBytes) {
        this.name = name;
        this.entering = entering;
        this.device = device;
        this.placement = placement;
        this.memory = memory;
        try (TensorScope scope = TensorScope.open()) {
            DeviceApi budgeted = new TorchMemory(device, placement);
            kernels = new CudaKernels(
                    placement, new BlockKernels(STREAM), new MaskedAttention(budgeted, STREAM, multiprocessors));
            transfers = new CudaTransfers(
                    budgeted,
                    STREAM,
                    memory,
                    new DeviceTier(cacheBytes),
                    scope.keep(torch.empty(new long[] {1}, placement.options(ScalarType.Byte), null)
                            .options()));
        }
    }

    /**
     * GPU {@code ordinal} in bfloat16, with nine tenths of the memory that is free.
     *
     * @throws UnsupportedDeviceException if it cannot be used; the message names what is missing, and what to install
     */
    public static CudaWorkerDevice of(int ordinal) {
        return several(ordinal).get(0);
    }

    /**
     * GPU {@code ordinal}.
     *
     * @throws UnsupportedDeviceException if it cannot be used, or has not the memory free that {@code options} ask for
     */
    public static CudaWorkerDevice of(int ordinal, CudaOptions options) {
        return open(CudaMachine.read(), Map.of(ordinal, options)).get(0);
    }

    /**
     * GPUs for one engine, which read activations from the same memory: {@code .devices(CudaWorkerDevice.several(0, 1))}. Each as {@link
     * #of(int)} takes it.
     *
     * @throws UnsupportedDeviceException if one cannot be used; the message names what is missing, and what to install
     */
    public static List<CudaWorkerDevice> several(int... ordinals) {
        CudaMachine machine = CudaMachine.read();
        Map<Integer, CudaOptions> options = new LinkedHashMap<>();
        for (int ordinal : ordinals) {
            machine.requireUsable(ordinal, 1);
            options.put(ordinal, CudaOptions.of(machine.gpus().get(ordinal)));
        }
        return open(machine, options);
    }

    private static List<CudaWorkerDevice> open(CudaMachine machine, Map<Integer, CudaOptions> options) {
        options.forEach((ordinal, each) -> machine.requireUsable(ordinal, each.memoryBytes()));
        libtorchProblem().ifPresent(problem -> {
            throw new UnsupportedDeviceException(problem);
        });
        List<CudaWorkerDevice> opened = new ArrayList<>();
        PinnedMemory memory = null;
        for (Map.Entry<Integer, CudaOptions> each : options.entrySet()) {
            CudaDevice device = CudaDevice.open(each.getKey());
            memory = memory == null ? memory(device, options.size()) : memory;
            opened.add(new CudaWorkerDevice(
                    "GPU " + each.getKey() + ", " + device.name(),
                    device::use,
                    device,
                    placement(each.getKey(), each.getValue(), machine),
                    memory,
                    device.multiprocessors(),
                    each.getValue().cacheBytes()));
        }
        return List.copyOf(opened);
    }

    /** For several devices; the host tier bounds it. */
    static PinnedMemory memory(DeviceApi device, int devices) {
        return new PinnedMemory(new PinnedPool(device, Long.MAX_VALUE), devices);
    }

    /** Where libtorch's tensors are on a GPU, within its budget. */
    private static Placement placement(int ordinal, CudaOptions options, CudaMachine machine) {
        double share =
                (double) options.memoryBytes() / machine.gpus().get(ordinal).totalBytes();
        torch.globalContext().lazyInitDevice(DeviceType.CUDA); // libtorch's allocator is not there before
        torch_cuda.getAllocator().setMemoryFraction(Math.min(1, share), (byte) ordinal);
        if (options.computeType() == ElementType.BFLOAT16) {
            return new Placement("cuda:" + ordinal, ScalarType.BFloat16);
        }
        torch.globalContext().setAllowTF32CuDNN(false); // convolutions would round float32 to 10 bits of mantissa
        return new Placement("cuda:" + ordinal, ScalarType.Float);
    }

    /** Why the libtorch on the class path cannot use a GPU, and what to put there instead; empty if it can. */
    public static Optional<String> libtorchProblem() {
        TorchRuntime.load();
        return torch.hasCUDA()
                ? Optional.empty()
                : Optional.of(
                        "libtorch's natives on the class path are for CPUs; for a GPU, replace org.bytedeco:pytorch's classifier"
                                + " linux-x86_64 by linux-x86_64-gpu, and add org.bytedeco:cuda");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public Transfers transfers() {
        return transfers;
    }

    @Override
    public HostMemory hostMemory() {
        return memory;
    }

    @Override
    public boolean isSynchronous() {
        return false;
    }

    @Override
    public void enter() {
        entering.run();
    }

    @Override
    public void synchronize() {
        device.synchronize(STREAM);
        transfers.freeRead();
    }

    @Override
    public void close() {
        try {
            entering.run();
            transfers.close();
            kernels.close();
        } finally {
            memory.close(); // other devices' too
        }
    }
}
