package io.instgenie.cuda;

import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A device whose memory comes from libtorch's allocator, so that one budget holds for its tensors and for what this module allocates. Not
 * thread-safe, but for page-locked memory.
 */
final class TorchMemory implements DeviceApi {
    private final DeviceApi device;
    private final Placement placement;
    private final Map<Long, Tensor> allocated = new HashMap<>();

    TorchMemory(DeviceApi device, Placement placement) {
        this.device = device;
        this.placement = placement;
    }

    @Override
    public long allocateDevice(long bytes) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor memory =
                    scope.keep(torch.empty(new long[] {bytes}, placement.options(ScalarType.Byte), null)); // [bytes]
            long address = DeviceTensors.address(memory);
            allocated.put(address, memory);
            return address;
        }
    }

    @Override
    public void freeDevice(long address) {
        Tensor memory = allocated.remove(address);
        if (memory == null) {
            throw new IllegalArgumentException("not memory of this device, or freed before");
        }
        memory.close();
    }

    @Override
    public long allocatePinned(long bytes) {
        return device.allocatePinned(bytes);
    }

    @Override
    public void freePinned(long address) {
        device.freePinned(address);
    }

    @Override
    public long createStream() {
        return device.createStream();
    }

    @Override
    public void destroyStream(long stream) {
        device.destroyStream(stream);
    }

    @Override
    public long createEvent() {
        return device.createEvent();
    }

    @Override
    public void destroyEvent(long event) {
        device.destroyEvent(event);
    }

    @Override
    public void copyToDevice(long target, long source, long bytes, long stream) {
        device.copyToDevice(target, source, bytes, stream);
    }

    @Override
    public void synchronize(long stream) {
        device.synchronize(stream);
    }

    @Override
    public void record(long event, long stream) {
        device.record(event, stream);
    }

    @Override
    public void waitFor(long event, long stream) {
        device.waitFor(event, stream);
    }

    @Override
    public boolean isDone(long event) {
        return device.isDone(event);
    }
}
