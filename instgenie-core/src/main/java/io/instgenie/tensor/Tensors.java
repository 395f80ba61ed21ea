package io.instgenie.tensor;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between Java arrays and tensors, always by copy. Stateless. */
public final class Tensors {
    private Tensors() {}

    /** Lets {@code value} outlive the scope it was made in; whoever holds it must {@code close()} it. */
    public static <P extends Pointer> P hold(P value) {
        value.retainReference();
        return value;
    }

    /** A fresh float32 tensor of {@code shape} with {@code values} in row-major order. */
    public static Tensor ofFloats(float[] values, long... shape) {
        requireLength(values.length, shape);
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
        if (values.length > 0) { // the address of nothing is null
            tensor.data_ptr_float().put(values);
        }
        return tensor;
    }

    /** A fresh int64 tensor of {@code shape} with {@code values} in row-major order. */
    public static Tensor ofLongs(long[] values, long... shape) {
        requireLength(values.length, shape);
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
        if (values.length > 0) { // the address of nothing is null
            tensor.data_ptr_long().put(values);
        }
        return tensor;
    }

    /** The values in row-major order, converted to float32. */
    public static float[] toFloats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        Tensor cpu = tensor.to(ScalarType.Float).cpu().contiguous();
        if (values.length > 0) {
            cpu.data_ptr_float().get(values);
        }
        return values;
    }

    /** The values in row-major order, converted to int64. */
    public static long[] toLongs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        Tensor cpu = tensor.to(ScalarType.Long).cpu().contiguous();
        if (values.length > 0) {
            cpu.data_ptr_long().get(values);
        }
        return values;
    }

    /** The tensor's sizes. */
    public static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    private static void requireLength(int length, long[] shape) {
        long expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (length != expected) {
            throw new IllegalArgumentException(length + " values do not fill the shape " + Arrays.toString(shape));
        }
    }
}
