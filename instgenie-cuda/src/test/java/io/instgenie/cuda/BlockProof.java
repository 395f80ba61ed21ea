package io.instgenie.cuda;

import io.instgenie.cuda.BlockKernels.Part;
import io.instgenie.cuda.BlockKernels.Rotary;
import java.util.Arrays;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LayerNormFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** adaLN, gates, and RMS norm with rotary embedding, against libtorch in double precision. */
final class BlockProof {
    private static final float EPS = 1e-6f;

    private final CudaDevice device;
    private final long stream;
    private final BlockKernels kernels;

    BlockProof(CudaDevice device, long stream) {
        this.device = device;
        this.stream = stream;
        kernels = new BlockKernels(stream);
    }

    void layerNormModulate(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            ElementType type = draw.computeType();
            int count = draw.between(1, 12);
            int jobs = draw.between(1, 4);
            int width = 8 * (draw.chance(0.9) ? draw.between(1, 200) : draw.between(200, 1535));
            Matrix input = Matrix.normal(memory, draw, type, count, width);
            Matrix modulation = Matrix.normal(memory, draw, type, jobs, 2 * width); // shift and scale side by side
            Matrix output = Matrix.untouched(memory, draw, type, count, width);
            int[] rowJobs = draw.indices(count, jobs);
            kernels.layerNormModulate(
                    input.device(),
                    memory.upload(rowJobs),
                    modulation.columns(0, width),
                    modulation.columns(width, width),
                    EPS,
                    output.device());
            output.download(memory);

            LayerNormFuncOptions options = new LayerNormFuncOptions(new LongVector(new long[] {width}));
            options.eps().put(EPS);
            Tensor normed = torch.layer_norm(Torch.doubles(input.view()), options);
            Tensor ofRows = modulation.rowsOf(rowJobs); // [rows, 2 width]
            Tensor scale = ofRows.narrow(1, width, width).add(new Scalar(1.0));
            output.requireClose(normed.mul(scale).add(ofRows.narrow(1, 0, width)), "layer norm of width " + width);
        }
    }

    void gateResidual(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            ElementType type = draw.computeType();
            int count = draw.between(1, 12);
            int jobs = draw.between(1, 4);
            int width = 8 * draw.between(1, 400);
            Matrix residual = Matrix.normal(memory, draw, type, count, width);
            Matrix input = Matrix.normal(memory, draw, type, count, width);
            Matrix gate = Matrix.normal(memory, draw, type, jobs, width);
            int[] rowJobs = draw.indices(count, jobs);
            Tensor expected =
                    Torch.doubles(residual.view()).add(gate.rowsOf(rowJobs).mul(Torch.doubles(input.view())));
            Matrix output = draw.chance(0.5) ? residual : Matrix.untouched(memory, draw, type, count, width);
            kernels.gateResidual(
                    residual.device(), memory.upload(rowJobs), gate.device(), input.device(), output.device());
            output.download(memory);
            output.requireClose(expected, "gate of width " + width);
        }
    }

    void qkNormRope(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            qkNormRope(draw, memory);
        }
    }

    /** Queries, keys or values of a case. */
    private record Side(Heads input, Heads output, @Nullable Matrix weight) {
        Part part() {
            return new Part(input.device(), output.device(), weight == null ? null : weight.device());
        }
    }

    private void qkNormRope(Draw draw, DeviceMemory memory) {
        ElementType type = draw.computeType();
        int headDim = draw.headDim();
        int heads = draw.between(1, 4);
        int count = draw.between(1, 20);
        boolean packed = draw.chance(0.5);
        int outputRows = packed ? count + draw.between(0, 10) : count;
        boolean norm = draw.chance(0.8);
        Side[] sides = new Side[3];
        for (int i = 0; i < 3; i++) {
            sides[i] = new Side(
                    Heads.sideBySide(memory, draw, type, count, heads, headDim, true),
                    Heads.sideBySide(memory, draw, type, outputRows, heads, headDim, false),
                    norm && i < 2 ? Matrix.normal(memory, draw, type, 1, headDim) : null);
        }
        boolean wantsQueries = draw.chance(0.8);
        int[] destinations = packed ? draw.distinct(count, outputRows) : null;
        int positions = draw.between(1, 50);
        int[] rowPositions = draw.indices(count, positions);
        int pairStride = draw.between(1, 2);
        Tensor angles = torch.randn(positions, headDim / 2, 1).mul(new Scalar(3.0)); // [positions, pairs, 1]
        Tensor cosine = angles.cos().repeat(1, 1, pairStride).contiguous();
        Tensor sine = angles.sin().repeat(1, 1, pairStride).contiguous();
        Rotary rotary = draw.chance(0.8)
                ? new Rotary(
                        memory.upload(cosine),
                        memory.upload(sine),
                        (long) headDim / 2 * pairStride,
                        pairStride,
                        memory.upload(rowPositions))
                : null;
        kernels.qkNormRope(
                wantsQueries ? sides[0].part() : null,
                sides[1].part(),
                sides[2].part(),
                destinations == null ? null : memory.upload(destinations),
                rotary,
                EPS);

        for (int i = wantsQueries ? 0 : 1; i < 3; i++) {
            Tensor expected = Torch.doubles(sides[i].input.view()); // [rows, heads, headDim]
            if (sides[i].weight != null) {
                expected = normed(expected, sides[i].weight, headDim);
            }
            if (rotary != null && i < 2) {
                expected = rotated(expected, byRow(cosine, rowPositions), byRow(sine, rowPositions));
            }
            sides[i].output.download(memory);
            Tensor actual = sides[i].output.view();
            if (destinations != null) {
                requireUntouchedElsewhere(actual, destinations);
                actual = actual.index_select(0, Torch.ints(destinations));
            }
            String where = "norm and rotary embedding of %s, part %d, head size %d".formatted(type, i, headDim);
            Torch.requireClose(actual, expected, Torch.tolerance(type), where);
        }
    }

    private static Tensor normed(Tensor x, Matrix weight, int headDim) {
        Tensor factors = Torch.doubles(weight.view()).reshape(headDim);
        return torch.rms_norm(x, new long[] {headDim}, new TensorOptional(factors), new DoubleOptional(EPS));
    }

    /** {@code [rows, 1, pairs]} of a table {@code [positions, pairs, .]}. */
    private static Tensor byRow(Tensor table, int[] rowPositions) {
        return Torch.doubles(table)
                .select(2, 0)
                .index_select(0, Torch.ints(rowPositions))
                .unsqueeze(1);
    }

    private static Tensor rotated(Tensor x, Tensor cosine, Tensor sine) {
        Tensor pairs = x.unflatten(-1, -1, 2); // [rows, heads, pairs, 2]
        Tensor first = pairs.select(3, 0);
        Tensor second = pairs.select(3, 1);
        TensorVector turned = new TensorVector(
                first.mul(cosine).sub(second.mul(sine)), second.mul(cosine).add(first.mul(sine)));
        return torch.stack(turned, -1).flatten(2, 3);
    }

    private static void requireUntouchedElsewhere(Tensor rows, int[] destinations) {
        for (int row = 0; row < rows.size(0); row++) {
            int here = row;
            if (Arrays.stream(destinations).noneMatch(d -> d == here)
                    && rows.select(0, row).isfinite().any().item_bool()) {
                throw new AssertionError("packing wrote row " + row + ", which it was not given");
            }
        }
    }
}
