package io.instgenie.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A case's memory on the device, each piece of exactly the size asked for. */
final class DeviceMemory implements AutoCloseable {
    private final CudaDevice device;
    private final long stream;
    private final List<Long> allocated = new ArrayList<>();

    DeviceMemory(CudaDevice device, long stream) {
        this.device = device;
        this.stream = stream;
    }

    /** A copy of all elements of a contiguous tensor; 0 if there are none. */
    long upload(Tensor contiguous) {
        long bytes = contiguous.nbytes();
        if (bytes == 0) {
            return 0;
        }
        long address = device.allocateDevice(bytes);
        allocated.add(address);
        device.copyToDevice(address, contiguous.data_ptr().address(), bytes, stream);
        return address;
    }

    DeviceInts upload(int[] values) {
        try (Tensor tensor = Torch.ints(values)) {
            return new DeviceInts(upload(tensor), values.length);
        }
    }

    /** Waits for the stream, and fills a contiguous tensor from the device. */
    void download(long address, Tensor contiguous) {
        if (contiguous.nbytes() > 0) {
            device.copyToHost(contiguous.data_ptr().address(), address, contiguous.nbytes(), stream);
        }
        device.synchronize(stream);
    }

    @Override
    public void close() {
        device.synchronize(stream);
        allocated.forEach(device::freeDevice);
    }
}
