package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import org.jspecify.annotations.Nullable;

/**
 * Rows moved by index, and cache slabs written and read, enqueued on one stream of the device that the calling thread uses. Arguments that
 * do not fit one another throw {@link IllegalArgumentException}, and nothing is enqueued.
 */
public final class CacheKernels {
    private final long stream;

    public CacheKernels(long stream) {
        this.stream = stream;
    }

    /** {@code output[i] = input[indices[i]]}. */
    public void gatherRows(Rows input, DeviceInts indices, Rows output) {
        output.requireLike(input, "output");
        indices.requireLength(output.rows(), "indices");
        CudaStatus.check(
                Native.instgenie_gather_rows(
                        output.rows(),
                        rowBytes(input),
                        new Address(input.address()),
                        strideBytes(input),
                        Address.ints(indices.address()),
                        new Address(output.address()),
                        strideBytes(output),
                        new Address(stream)),
                "gathering rows");
    }

    /** {@code output[indices[i]] = input[i]}; indices differ. */
    public void scatterRows(Rows input, DeviceInts indices, Rows output) {
        output.requireLike(input, "output");
        indices.requireLength(input.rows(), "indices");
        Checks.require(
                output.rows() >= input.rows(), "output: %d rows have no room for %d", output.rows(), input.rows());
        CudaStatus.check(
                Native.instgenie_scatter_rows(
                        input.rows(),
                        rowBytes(input),
                        new Address(input.address()),
                        strideBytes(input),
                        Address.ints(indices.address()),
                        new Address(output.address()),
                        strideBytes(output),
                        new Address(stream)),
                "scattering rows");
    }

    /**
     * Writes {@code slab[i] = input[indices[i]]} in the slab's type, with a scale for each row and head if it is of one byte.
     *
     * @param input heads side by side
     * @param indices null: row by row
     * @param slab dense; bfloat16 or of one byte
     * @param scales address of {@code [rows, heads]} in float32; 0 for a bfloat16 slab
     */
    public void quantize(HeadRows input, @Nullable DeviceInts indices, HeadRows slab, long scales) {
        check(input, slab, scales);
        checkIndices(indices, input.rows(), slab.rows(), "slab");
        CudaStatus.check(
                Native.instgenie_quantize(
                        input.type().code(),
                        slab.type().code(),
                        slab.rows(),
                        slab.heads(),
                        slab.headDim(),
                        new Address(input.address()),
                        input.rowStride(),
                        Address.ints(indices == null ? 0 : indices.address()),
                        new Address(slab.address()),
                        Address.floats(scales),
                        new Address(stream)),
                "writing a slab");
    }

    /** The way back: {@code output[i] = slab[indices[i]]}. */
    public void dequantize(HeadRows slab, long scales, @Nullable DeviceInts indices, HeadRows output) {
        check(output, slab, scales);
        checkIndices(indices, slab.rows(), output.rows(), "output");
        CudaStatus.check(
                Native.instgenie_dequantize(
                        output.type().code(),
                        slab.type().code(),
                        output.rows(),
                        slab.heads(),
                        slab.headDim(),
                        new Address(slab.address()),
                        Address.floats(scales),
                        Address.ints(indices == null ? 0 : indices.address()),
                        new Address(output.address()),
                        output.rowStride(),
                        new Address(stream)),
                "reading a slab");
    }

    private static void check(HeadRows activations, HeadRows slab, long scales) {
        activations.type().requireUnscaled("activations");
        activations.asRows("activations");
        slab.requireHeads(activations.heads(), activations.headDim(), "slab");
        Checks.require(slab.type().isScaled() || slab.type() == ElementType.BFLOAT16, "a slab of type %s", slab.type());
        Checks.requireEqual(slab.asRows("slab").stride(), (long) slab.heads() * slab.headDim(), "slab: stride");
        if (slab.type().isScaled()) {
            Checks.requireAddress(scales, Float.BYTES, "scales of a slab");
        } else {
            Checks.require(scales == 0, "a slab of type %s has no scales", slab.type());
        }
    }

    private static void checkIndices(@Nullable DeviceInts indices, int from, int to, String what) {
        if (indices == null) {
            Checks.requireEqual(to, from, what + ": rows");
        } else {
            indices.requireLength(to, "indices");
        }
    }

    private static long rowBytes(Rows rows) {
        return (long) rows.width() * rows.type().bytes();
    }

    private static long strideBytes(Rows rows) {
        return rows.stride() * rows.type().bytes();
    }
}
