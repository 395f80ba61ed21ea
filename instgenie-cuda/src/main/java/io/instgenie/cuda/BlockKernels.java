package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.cuda.jni.NativeQkNormRope;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds attention in a transformer block, enqueued on one stream of the device that the calling thread uses. Arguments that do not
 * fit one another throw {@link IllegalArgumentException}, and nothing is enqueued.
 */
public final class BlockKernels {
    /** The sums of a row fit the shared memory that needs no asking. */
    private static final int LARGEST_NORM_WIDTH = 12280;

    private final long stream;

    public BlockKernels(long stream) {
        this.stream = stream;
    }

    /**
     * adaLN: {@code output[r] = LayerNorm(input[r]) * (1 + scale[job(r)]) + shift[job(r)]}, without weights of the norm's own.
     *
     * @param rowJobs the row of {@code shift} and {@code scale} for each row of {@code input}
     * @param shift {@code [jobs, width]}, with {@code scale}'s stride
     */
    public void layerNormModulate(Rows input, DeviceInts rowJobs, Rows shift, Rows scale, float eps, Rows output) {
        input.type().requireUnscaled("rows to norm");
        Checks.require(
                input.width() <= LARGEST_NORM_WIDTH,
                "a width of %d is more than %d",
                input.width(),
                LARGEST_NORM_WIDTH);
        rowJobs.requireLength(input.rows(), "jobs of rows");
        shift.requireLike(input, "shift");
        scale.requireLikeEachRowOf(shift, "scale");
        Checks.requireEqual(scale.stride(), shift.stride(), "scale: stride");
        output.requireLikeEachRowOf(input, "output");
        CudaStatus.check(
                Native.instgenie_layer_norm_modulate(
                        input.type().code(),
                        input.rows(),
                        input.width(),
                        new Address(input.address()),
                        input.stride(),
                        Address.ints(rowJobs.address()),
                        new Address(shift.address()),
                        new Address(scale.address()),
                        shift.stride(),
                        eps,
                        new Address(output.address()),
                        output.stride(),
                        new Address(stream)),
                "layer norm and modulation");
    }

    /** {@code output[r] = residual[r] + gate[job(r)] * input[r]}; {@code output} may be {@code residual}. */
    public void gateResidual(Rows residual, DeviceInts rowJobs, Rows gate, Rows input, Rows output) {
        input.type().requireUnscaled("rows to gate");
        rowJobs.requireLength(input.rows(), "jobs of rows");
        gate.requireLike(input, "gate");
        residual.requireLikeEachRowOf(input, "residual");
        output.requireLikeEachRowOf(input, "output");
        CudaStatus.check(
                Native.instgenie_gate_residual(
                        input.type().code(),
                        input.rows(),
                        input.width(),
                        new Address(residual.address()),
                        residual.stride(),
                        Address.ints(rowJobs.address()),
                        new Address(gate.address()),
                        gate.stride(),
                        new Address(input.address()),
                        input.stride(),
                        new Address(output.address()),
                        output.stride(),
                        new Address(stream)),
                "gate and residual");
    }

    /**
     * One of queries, keys and values on its way from a projection to attention.
     *
     * @param input {@code [rows, heads, headDim]}, heads side by side
     * @param output likewise, with at least as many rows if there are destinations; may be {@code input} if there are none
     * @param weight {@code [headDim]} of the RMS norm; null: no norm
     */
    public record Part(
            HeadRows input, HeadRows output, @Nullable Rows weight) {}

    /**
     * Angles of the rotary embedding.
     *
     * @param cosine address of {@code [positions, headDim / 2]} in float32
     * @param sine likewise
     * @param rowStride elements from a position to the next
     * @param pairStride 1, or 2 where the table repeats each angle for both elements of a pair
     * @param positions of each row
     */
    public record Rotary(long cosine, long sine, long rowStride, int pairStride, DeviceInts positions) {
        public Rotary {
            Checks.requireAddress(cosine, Float.BYTES, "cosines");
            Checks.requireAddress(sine, Float.BYTES, "sines");
            Checks.require(pairStride == 1 || pairStride == 2, "a pair stride of %d is neither 1 nor 2", pairStride);
            Checks.require(rowStride > 0, "angles: a stride of %d", rowStride);
        }
    }

    /**
     * RMS norm of queries and keys, rotary embedding of adjacent pairs at each row's own position, and packing of all three.
     *
     * @param queries null: not wanted; so are {@code keys} and {@code values}
     * @param values without a weight
     * @param destinations the row of the output for each row, all different; null: the same row
     * @param rotary null: no rotary embedding
     */
    public void qkNormRope(
            @Nullable Part queries,
            @Nullable Part keys,
            @Nullable Part values,
            @Nullable DeviceInts destinations,
            @Nullable Rotary rotary,
            float eps) {
        HeadRows shape = shapeOf(queries, keys, values);
        Checks.require(values == null || values.weight() == null, "values are not normed and have no weight");
        if (destinations != null) {
            destinations.requireLength(shape.rows(), "destinations");
        }
        if (rotary != null) {
            rotary.positions().requireLength(shape.rows(), "positions");
            long width = (long) shape.headDim() / 2 * rotary.pairStride();
            Checks.require(rotary.rowStride() >= width, "angles: a stride of %d lets rows overlap", rotary.rowStride());
        }
        check(queries, shape, destinations != null, "queries");
        check(keys, shape, destinations != null, "keys");
        check(values, shape, destinations != null, "values");
        try (NativeQkNormRope arguments = new NativeQkNormRope()) {
            Pointer.memset(arguments, 0, Loader.sizeof(NativeQkNormRope.class));
            if (queries != null) {
                arguments.queries(new Address(queries.input().address()));
                arguments.query_stride(queries.input().rowStride());
                arguments.queries_out(new Address(queries.output().address()));
                arguments.query_out_stride(queries.output().rowStride());
                arguments.query_weight(weightOf(queries));
            }
            if (keys != null) {
                arguments.keys(new Address(keys.input().address()));
                arguments.key_stride(keys.input().rowStride());
                arguments.keys_out(new Address(keys.output().address()));
                arguments.key_out_stride(keys.output().rowStride());
                arguments.key_weight(weightOf(keys));
            }
            if (values != null) {
                arguments.values(new Address(values.input().address()));
                arguments.value_stride(values.input().rowStride());
                arguments.values_out(new Address(values.output().address()));
                arguments.value_out_stride(values.output().rowStride());
            }
            if (rotary != null) {
                arguments.cosine(Address.floats(rotary.cosine())).sine(Address.floats(rotary.sine()));
                arguments.angle_row_stride(rotary.rowStride()).angle_pair_stride(rotary.pairStride());
                arguments.positions(Address.ints(rotary.positions().address()));
            }
            arguments.destinations(Address.ints(destinations == null ? 0 : destinations.address()));
            arguments.eps(eps).dtype(shape.type().code());
            arguments.rows(shape.rows()).heads(shape.heads()).head_dim(shape.headDim());
            CudaStatus.check(
                    Native.instgenie_qk_norm_rope(arguments, new Address(stream)), "norm and rotary embedding");
        }
    }

    private static HeadRows shapeOf(@Nullable Part... parts) {
        for (Part part : parts) {
            if (part != null) {
                return part.input();
            }
        }
        throw new IllegalArgumentException("neither queries nor keys nor values");
    }

    private static void check(@Nullable Part part, HeadRows shape, boolean packed, String what) {
        if (part == null) {
            return;
        }
        part.input().requireHeads(shape.heads(), shape.headDim(), what);
        part.output().requireHeads(shape.heads(), shape.headDim(), what + " out");
        Checks.requireEqual(part.input().rows(), shape.rows(), what + ": rows");
        if (packed) {
            Checks.require(
                    part.output().rows() >= shape.rows(),
                    "%s out: %d rows have no room for %d",
                    what,
                    part.output().rows(),
                    shape.rows());
        } else {
            Checks.requireEqual(part.output().rows(), shape.rows(), what + " out: rows");
        }
        Rows input = part.input().asRows(what);
        shape.type().requireUnscaled(what);
        input.requireLike(shape.asRows(what), what);
        part.output().asRows(what + " out").requireLike(input, what + " out");
        if (part.weight() != null) {
            Checks.require(
                    part.weight().type() == shape.type(),
                    "%s: a weight of type %s",
                    what,
                    part.weight().type());
            Checks.requireEqual(part.weight().width(), shape.headDim(), what + ": width of the weight");
        }
    }

    private static Address weightOf(Part part) {
        return new Address(part.weight() == null ? 0 : part.weight().address());
    }
}
