package io.instgenie.cuda;

import io.instgenie.model.rows.KeyValue;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch's tensors as kernels see them, and the other way round. Stateless; nothing here owns memory. */
final class DeviceTensors {
    private DeviceTensors() {}

    /** {@code [rows, width]}, elements of a row side by side. */
    static Rows rows(Tensor tensor) {
        return new Rows(
                address(tensor),
                typeOf(tensor),
                Math.toIntExact(tensor.size(0)),
                Math.toIntExact(tensor.size(1)),
                tensor.stride(0));
    }

    /** A vector as one row. */
    static Rows row(Tensor vector) {
        return Rows.dense(address(vector), typeOf(vector), 1, Math.toIntExact(vector.size(0)));
    }

    /** {@code [rows, heads, headDim]}, elements of a head side by side. */
    static HeadRows headRows(Tensor tensor) {
        return new HeadRows(
                address(tensor),
                typeOf(tensor),
                Math.toIntExact(tensor.size(0)),
                Math.toIntExact(tensor.size(1)),
                Math.toIntExact(tensor.size(2)),
                tensor.stride(0),
                tensor.stride(1));
    }

    /** Float32 {@code [rows, heads, 1]} each, one row after the other. */
    static KeyValueScales scales(KeyValue.Scales scales) {
        return new KeyValueScales(
                address(scales.keys()), address(scales.values()), scales.keys().stride(0));
    }

    /** Int32 {@code [length]}. */
    static DeviceInts ints(Tensor tensor) {
        Checks.require(tensor.scalar_type().intern() == ScalarType.Int, "indices of type %s", tensor.scalar_type());
        return new DeviceInts(address(tensor), Math.toIntExact(tensor.size(0)));
    }

    /** A tensor over memory of the host or, by {@code options}, of the device, which must outlive it. */
    static Tensor over(long address, long bytes, TensorOptions options) {
        return torch.from_blob(new Address(address), new long[] {bytes}, options); // [bytes]
    }

    /** 0 if there are no elements. */
    static long address(Tensor tensor) {
        Pointer data = tensor.data_ptr();
        return data == null ? 0 : data.address();
    }

    private static ElementType typeOf(Tensor tensor) {
        return switch (tensor.scalar_type().intern()) {
            case Float -> ElementType.FLOAT32;
            case Half -> ElementType.FLOAT16;
            case BFloat16 -> ElementType.BFLOAT16;
            case Char -> ElementType.INT8;
            default -> throw new IllegalArgumentException("kernels do not read " + tensor.scalar_type());
        };
    }
}
