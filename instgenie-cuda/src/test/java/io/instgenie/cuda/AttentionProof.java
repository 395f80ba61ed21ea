package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Ragged attention against libtorch's, job by job. */
final class AttentionProof implements ProofCase, AutoCloseable {
    private final CudaDevice device;
    private final long stream;
    /** For devices of several sizes: the more multiprocessors, the more keys are split. */
    private final List<MaskedAttention> attentions;

    AttentionProof(CudaDevice device, long stream) {
        this.device = device;
        this.stream = stream;
        attentions = IntStream.of(1, 8, 132)
                .mapToObj(multiprocessors -> new MaskedAttention(device, stream, multiprocessors))
                .toList();
    }

    private record Lengths(int queries, int[] keys) {}

    private record Segment(Heads keys, Heads values, int @Nullable [] rows, KeyValueSegment described) {
        Tensor selected(Heads heads, ScalarType type) {
            Tensor all = heads.valuesAs(type);
            return rows == null ? all : all.index_select(0, Torch.ints(rows)); // [length, heads, headDim]
        }
    }

    @Override
    public void run(Draw draw) {
        try (DeviceMemory memory = new DeviceMemory(device, stream)) {
            run(draw, memory);
        }
    }

    private void run(Draw draw, DeviceMemory memory) {
        ElementType type = draw.computeType();
        int headDim = draw.headDim();
        List<Lengths> lengths = lengths(draw);
        int heads = lengths.size() == 1 ? 1 : draw.between(1, 3);

        List<List<Segment>> segments = new ArrayList<>();
        List<AttentionJob> jobs = new ArrayList<>();
        for (Lengths job : lengths) {
            List<Segment> ofJob = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ofJob.add(segment(draw, memory, type, job.keys[i], heads, headDim, i == 2));
            }
            segments.add(ofJob);
            jobs.add(new AttentionJob(
                    job.queries, ofJob.stream().map(Segment::described).toList()));
        }
        int rows = lengths.stream().mapToInt(Lengths::queries).sum();
        Heads queries = Heads.normal(memory, draw, type, rows, heads, headDim, draw.chance(0.3) ? 3 : 1);
        Heads output = Heads.sideBySide(memory, draw, type, rows, heads, headDim, false);
        attentions.get(draw.between(0, attentions.size() - 1)).enqueue(queries.device(), output.device(), jobs, (float)
                (1 / Math.sqrt(headDim)));
        output.download(memory);

        int begin = 0;
        for (int j = 0; j < lengths.size(); j++) {
            int count = lengths.get(j).queries;
            if (count > 0) {
                Tensor expected = attend(queries.view().narrow(0, begin, count), segments.get(j), type);
                String where = "attention of %s, head size %d, job %d: %d queries, keys %s"
                        .formatted(type, headDim, j, count, Arrays.toString(lengths.get(j).keys));
                Torch.requireClose(output.view().narrow(0, begin, count), expected, Torch.tolerance(type), where);
            }
            begin += count;
        }
        assertThat(output.gapsAreUntouched())
                .as("attention writes its rows only")
                .isTrue();
    }

    /** libtorch's, in the kernel's own type; in double precision for float32, where libtorch's rounding would be as large as ours. */
    private static Tensor attend(Tensor queries, List<Segment> segments, ElementType type) {
        ScalarType precision = type == ElementType.FLOAT32 ? ScalarType.Double : Torch.scalarType(type);
        TensorVector keys = new TensorVector();
        TensorVector values = new TensorVector();
        for (Segment segment : segments) {
            // one-byte numbers become the kernel's type first, as the cache's contract says
            keys.push_back(
                    segment.selected(segment.keys, Torch.scalarType(type)).to(precision));
            values.push_back(
                    segment.selected(segment.values, Torch.scalarType(type)).to(precision));
        }
        Tensor attended = torch.scaled_dot_product_attention(
                batched(queries.to(precision)), batched(torch.cat(keys, 0)), batched(torch.cat(values, 0)));
        return attended.squeeze(0).transpose(0, 1); // [queries, heads, headDim]
    }

    private static Tensor batched(Tensor rows) {
        return rows.transpose(0, 1).unsqueeze(0); // [1, heads, rows, headDim]
    }

    private static Segment segment(
            Draw draw, DeviceMemory memory, ElementType type, int length, int heads, int headDim, boolean cached) {
        boolean gathered = cached && draw.chance(0.5);
        int memoryRows = gathered ? length + draw.between(0, length) : length;
        ElementType format = cached && draw.chance(0.5) ? draw.byteType() : type;
        Heads keys = Heads.normal(memory, draw, format, memoryRows, heads, headDim, 1);
        Heads values = Heads.normal(memory, draw, format, memoryRows, heads, headDim, 1);
        int[] rows = null;
        if (gathered) {
            rows = draw.distinct(length, memoryRows);
            Arrays.sort(rows);
        }
        KeyValueScales scales = format.isScaled() && memoryRows > 0
                ? new KeyValueScales(keys.scalesAddress(), values.scalesAddress(), heads)
                : null;
        if (format.isScaled() && scales == null) { // nothing there has no scales either
            return segment(draw, memory, type, 0, heads, headDim, false);
        }
        DeviceInts index = rows == null ? null : memory.upload(rows);
        return new Segment(keys, values, rows, new KeyValueSegment(keys.device(), values.device(), index, scales));
    }

    /** Queries, and keys as [text, masked, cached], any of which may be empty but not all. */
    private static List<Lengths> lengths(Draw draw) {
        if (draw.chance(0.02)) { // a long one alone: few queries on thousands of keys, or the other way round
            int longLength = draw.between(1024, 4096);
            int shortLength = draw.between(1, 24);
            return draw.chance(0.7)
                    ? List.of(new Lengths(shortLength, new int[] {shortLength, draw.between(0, 9), longLength}))
                    : List.of(new Lengths(longLength, new int[] {shortLength, 0, draw.between(0, 9)}));
        }
        List<Lengths> jobs = new ArrayList<>();
        for (int j = draw.between(1, 4); j > 0; j--) {
            int queries = draw.chance(0.1) ? 0 : draw.length(300);
            int[] keys = new int[3];
            for (int i = 0; i < 3; i++) {
                keys[i] = draw.chance(0.2) ? 0 : draw.length(600);
            }
            if (keys[0] + keys[1] + keys[2] == 0) {
                keys[draw.between(0, 2)] = 1;
            }
            jobs.add(new Lengths(queries, keys));
        }
        return jobs;
    }

    @Override
    public void close() {
        attentions.forEach(MaskedAttention::close);
    }
}
