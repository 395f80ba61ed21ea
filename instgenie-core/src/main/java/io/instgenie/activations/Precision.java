package io.instgenie.activations;

import io.instgenie.model.Numbers;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The number type of what is kept of templates. Rows {@code [n, heads, headDim]} become one flat tensor of bytes, so that memory, files
 * and staging slots hold the same.
 */
public enum Precision {
    /** As computed: 4 bytes a number. */
    FLOAT32 {
        @Override
        long bytes(long rows, long heads, long headDim) {
            return rows * heads * headDim * Float.BYTES;
        }

        @Override
        Tensor encode(Tensor rows) {
            return bytesOf(rows.to(ScalarType.Float));
        }

        @Override
        Numbers read(Tensor bytes, long heads, long headDim) {
            return new Numbers(bytes.view(ScalarType.Float).view(-1, heads, headDim), null);
        }
    },
    /** 8 bits of mantissa, the whole range: 2 bytes a number. */
    BFLOAT16 {
        @Override
        long bytes(long rows, long heads, long headDim) {
            return rows * heads * headDim * Short.BYTES;
        }

        @Override
        Tensor encode(Tensor rows) {
            return bytesOf(rows.to(ScalarType.BFloat16));
        }

        @Override
        Numbers read(Tensor bytes, long heads, long headDim) {
            return new Numbers(bytes.view(ScalarType.BFloat16).view(-1, heads, headDim), null);
        }
    },
    /** 255 levels up to the largest number of a token's head: 1 byte a number, and a float32 scale per token and head. */
    INT8 {
        @Override
        long bytes(long rows, long heads, long headDim) {
            return rows * heads * (headDim + Float.BYTES);
        }

        @Override
        Tensor encode(Tensor rows) {
            Tensor floats = rows.to(ScalarType.Float); // [n, heads, headDim]
            Tensor scales = floats.abs()
                    .amax(new long[] {2}, true)
                    .div(new Scalar(LARGEST_INT8))
                    .clamp_min(new Scalar(TINY));
            Tensor levels = floats.div(scales).round().to(ScalarType.Char); // [n, heads, headDim]
            return torch.cat(new TensorVector(bytesOf(levels), bytesOf(scales)));
        }

        @Override
        Numbers read(Tensor bytes, long heads, long headDim) {
            long rows = bytes.numel() / bytes(1, heads, headDim);
            long numbers = rows * heads * headDim;
            Tensor levels = bytes.narrow(0, 0, numbers).view(ScalarType.Char).view(rows, heads, headDim);
            Tensor scales = bytes.narrow(0, numbers, rows * heads * Float.BYTES)
                    .view(ScalarType.Float)
                    .view(rows, heads, 1);
            return new Numbers(levels, scales);
        }
    };

    private static final double LARGEST_INT8 = 127;
    /** Keeps rows of zeros from being divided by zero. */
    private static final double TINY = 1e-30;

    /** What a token's key and value of one block take. */
    public long keyValueBytes(long heads, long headDim) {
        return bytes(2, heads, headDim);
    }

    /** What {@code rows} rows take. */
    abstract long bytes(long rows, long heads, long headDim);

    /** A fresh or shared flat tensor of bytes, for {@code rows [n, heads, headDim]}, where they are. */
    abstract Tensor encode(Tensor rows);

    /** The numbers that {@link #encode} wrote: views of the bytes, where they are. */
    abstract Numbers read(Tensor bytes, long heads, long headDim);

    private static Tensor bytesOf(Tensor numbers) {
        return numbers.contiguous().view(-1).view(ScalarType.Byte);
    }
}
