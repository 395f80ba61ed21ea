package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch on the CPU, as the judge of kernels. */
final class Torch {
    private Torch() {}

    static ScalarType scalarType(ElementType type) {
        return switch (type) {
            case FLOAT32 -> ScalarType.Float;
            case FLOAT16 -> ScalarType.Half;
            case BFLOAT16 -> ScalarType.BFloat16;
            case INT8 -> ScalarType.Char;
            case FLOAT8_E4M3 -> ScalarType.Float8_e4m3fn;
        };
    }

    /** How far a result may be from libtorch's, as a share of the largest number of its row. */
    static double tolerance(ElementType type) {
        return type == ElementType.FLOAT32 ? 1e-5 : 2e-2;
    }

    static Tensor ints(int[] values) {
        Tensor tensor = torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Int), null);
        if (values.length > 0) {
            tensor.data_ptr_int().put(values);
        }
        return tensor;
    }

    static Tensor doubles(Tensor tensor) {
        return tensor.to(ScalarType.Double);
    }

    /** Elements whose bytes are all ones, which is NaN in every floating-point type. */
    static Tensor untouched(ElementType type, long elements) {
        Tensor bytes = torch.empty(new long[] {elements * type.bytes()}, new TensorOptions(ScalarType.Byte), null);
        return bytes.fill_(new Scalar(255)).view(scalarType(type));
    }

    static Tensor strided(Tensor flat, long[] sizes, long[] strides) {
        return flat.as_strided(sizes, strides, new LongOptional());
    }

    /** Fails unless all rows, along the last dimension, are as close as {@code tolerance}. */
    static void requireClose(Tensor actual, Tensor expected, double tolerance, String where) {
        if (expected.numel() == 0) {
            return;
        }
        double error = relativeError(doubles(actual), doubles(expected));
        assertThat(error).as(where).isLessThanOrEqualTo(tolerance); // also fails for NaN
    }

    /** The worst error of a row as a share of the row's largest number; of rows of zeros, the error itself. */
    static double relativeError(Tensor actual, Tensor expected) {
        long[] last = {-1};
        Tensor errors = actual.sub(expected).abs().amax(last, false);
        Tensor largest = expected.abs().amax(last, false);
        Tensor scale = largest.masked_fill_(largest.eq(new Scalar(0.0)), new Scalar(1.0));
        return errors.div(scale).max().item_double();
    }
}
