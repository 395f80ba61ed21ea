package io.instgenie.cuda;

import io.instgenie.tensor.Placement;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@link CudaWorkerDevice} on emulated kernels: memory of the device is the host's, and libtorch's tensors are its CPU's. */
final class EmulatedWorker {
    /** As a place of its own: tensors are moved to it, and linear layers are those of a device. */
    private static final String CPU = "cpu:0";

    private EmulatedWorker() {}

    /** @param cacheBytes bound of the device tier */
    static CudaWorkerDevice device(ScalarType type, long cacheBytes) {
        CudaDevice device = CudaDevice.open(0);
        return new CudaWorkerDevice(
                device.name(), device::use, device, new Placement(CPU, type), device.multiprocessors(), cacheBytes);
    }
}
