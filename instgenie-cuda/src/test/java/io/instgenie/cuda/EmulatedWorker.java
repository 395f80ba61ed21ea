package io.instgenie.cuda;

import io.instgenie.tensor.Placement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@link CudaWorkerDevice} on emulated kernels: memory of the device is the host's, and libtorch's tensors are its CPU's. */
final class EmulatedWorker {
    /** What the emulation calls its devices. */
    static final String NAME = "emulated device";

    /** As a place of its own: tensors are moved to it, and linear layers are those of a device. */
    private static final String CPU = "cpu:0";

    private EmulatedWorker() {}

    /** @param cacheBytes bound of the device tier */
    static CudaWorkerDevice device(ScalarType type, long cacheBytes) {
        return device(type, cacheBytes, UnaryOperator.identity());
    }

    /** @param api what it does of its own goes through; the device is given */
    static CudaWorkerDevice device(ScalarType type, long cacheBytes, UnaryOperator<DeviceApi> api) {
        CudaDevice device = CudaDevice.open(0);
        return device(device, api.apply(device), CudaWorkerDevice.memory(device, 1), type, cacheBytes);
    }

    /**
     * Two that share their memory on the host.
     *
     * @param secondApi what the second does of its own goes through; the second device is given
     */
    static List<CudaWorkerDevice> two(ScalarType type, long cacheBytes, UnaryOperator<DeviceApi> secondApi) {
        CudaDevice first = CudaDevice.open(0);
        CudaDevice second = CudaDevice.open(1);
        PinnedMemory memory = CudaWorkerDevice.memory(first, 2);
        return List.of(
                device(first, first, memory, type, cacheBytes),
                device(second, secondApi.apply(second), memory, type, cacheBytes));
    }

    private static CudaWorkerDevice device(
            CudaDevice device, DeviceApi api, PinnedMemory memory, ScalarType type, long cacheBytes) {
        return new CudaWorkerDevice(
                device.name(),
                device::use,
                api,
                new Placement(CPU, type),
                memory,
                device.multiprocessors(),
                cacheBytes);
    }
}
