package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cuda.jni.Native;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Moved rows, cache slabs and copies ahead, against libtorch. */
final class CacheProof {
    private final CudaDevice device;
    private final long stream;
    private final CacheKernels kernels;

    CacheProof(CudaDevice device, long stream) {
        this.device = device;
        this.stream = stream;
        kernels = new CacheKernels(stream);
    }

    /** Rows of any number of bytes: activations, which the Java API moves, are only of multiples of eight. */
    void moveRows(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            int unit = draw.oneOf(1, 4, 16);
            int width = unit * draw.between(1, 300);
            long stride = width + (long) unit * draw.between(0, 3);
            int count = draw.between(1, 30);
            int many = count + draw.between(0, 20);
            int[] indices = draw.distinct(count, many);
            boolean scatter = draw.chance(0.5);
            Tensor source = torch.randint(0, 255, new long[] {scatter ? count : many, stride})
                    .to(ScalarType.Byte);
            Tensor target = torch.empty(
                            new long[] {scatter ? many : count, stride}, new TensorOptions(ScalarType.Byte), null)
                    .fill_(new Scalar(255));
            Tensor expected = target.clone();
            Tensor index = Torch.ints(indices).to(ScalarType.Long);
            Tensor moved = source.narrow(1, 0, width);
            if (scatter) {
                expected.narrow(1, 0, width).index_copy_(0, index, moved);
            } else {
                expected.narrow(1, 0, width).copy_(moved.index_select(0, index));
            }
            Address from = new Address(memory.upload(source));
            Address to = new Address(memory.upload(target));
            var order = Address.ints(memory.upload(indices).address());
            Address on = new Address(stream);
            int status = scatter
                    ? Native.instgenie_scatter_rows(count, width, from, stride, order, to, stride, on)
                    : Native.instgenie_gather_rows(count, width, from, stride, order, to, stride, on);
            CudaStatus.check(status, "moving rows");
            memory.download(to.address(), target);
            assertThat(target.equal(expected)).as("rows of %d bytes", width).isTrue();
        }
    }

    void slab(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            ElementType type = draw.computeType();
            ElementType format = draw.chance(0.3) ? ElementType.BFLOAT16 : draw.byteType();
            int headDim = draw.headDim();
            int heads = draw.between(1, 4);
            int count = draw.between(1, 20);
            int inputRows = count + draw.between(0, 10);
            Heads input = Heads.sideBySide(memory, draw, type, inputRows, heads, headDim, true);
            int[] rows = draw.indices(count, inputRows);
            int[] back = draw.indices(count, count);
            Tensor codes =
                    Torch.untouched(format, (long) count * heads * headDim).view(count, heads, headDim);
            Tensor scales =
                    Torch.untouched(ElementType.FLOAT32, (long) count * heads).view(count, heads, 1);
            HeadRows slab = HeadRows.dense(memory.upload(codes), format, count, heads, headDim);
            long scalesAt = format.isScaled() ? memory.upload(scales) : 0;
            kernels.quantize(input.device(), memory.upload(rows), slab, scalesAt);
            Heads output = Heads.sideBySide(memory, draw, type, count, heads, headDim, false);
            kernels.dequantize(slab, scalesAt, memory.upload(back), output.device());

            memory.download(slab.address(), codes);
            Tensor kept = Torch.doubles(codes);
            if (format.isScaled()) {
                memory.download(scalesAt, scales);
                kept = kept.mul(Torch.doubles(scales));
            }
            Tensor given = Torch.doubles(input.view()).index_select(0, Torch.ints(rows));
            Torch.requireClose(kept, given, halfStep(format) * 1.001, "a slab of " + format);
            output.download(memory);
            Tensor restored = kept.index_select(0, Torch.ints(back));
            Torch.requireClose(output.view(), restored, Torch.tolerance(type), "a slab of " + format + " read back");
        }
    }

    /** Half a step of the code, as a share of the largest number: bfloat16 keeps 8 bits, E4M3 4. */
    private static double halfStep(ElementType format) {
        return switch (format) {
            case INT8 -> 0.5 / 127;
            case FLOAT8_E4M3 -> 1.0 / 16;
            default -> 1.0 / 256;
        };
    }

    /** The copy engine on a real device interface: what was page-locked is what computation finds, block after block. */
    void prefetch(Draw draw) {
        int blocks = draw.between(1, 12);
        int bytes = draw.between(1, 5000);
        try (PinnedPool pool = new PinnedPool(device, 1 << 20);
                CopyEngine engine = new CopyEngine(device, draw.between(1, 3), bytes)) {
            Tensor host = torch.randint(0, 256, new long[] {blocks, bytes}).to(ScalarType.Byte);
            Load[] loads = new Load[blocks];
            for (int i = 0; i < blocks; i++) {
                long pinned = pool.take(bytes);
                Address.memcpy(new Address(pinned), host.select(0, i).data_ptr(), bytes);
                loads[i] = engine.load(pinned, bytes);
            }
            for (int i = 0; i < blocks; i++) {
                Tensor found = torch.empty(new long[] {bytes}, new TensorOptions(ScalarType.Byte), null);
                long address = engine.await(loads[i], stream);
                device.copyToHost(found.data_ptr().address(), address, bytes, stream);
                engine.release(loads[i], stream);
                device.synchronize(stream);
                assertThat(found.equal(host.select(0, i))).as("block %d", i).isTrue();
            }
        }
    }
}
