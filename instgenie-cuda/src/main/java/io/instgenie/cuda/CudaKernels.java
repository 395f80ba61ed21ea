package io.instgenie.cuda;

import io.instgenie.model.layers.RmsNorm;
import io.instgenie.model.rows.Attention;
import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.model.rows.StreamRows;
import io.instgenie.tensor.Placement;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * This module's kernels over libtorch's tensors, on the stream that libtorch uses: a block's fresh rows and a template's are attended to
 * where they lie. Used by one thread.
 */
final class CudaKernels implements Kernels, AutoCloseable {
    private static final float LAYER_NORM_EPSILON = 1e-6f;

    private final ScalarType type;
    private final BlockKernels block;
    private final MaskedAttention attention;
    private final RowJobs rowJobs;
    private final StackedModulations stacked = new StackedModulations();

    /** @param attention its own from now on */
    CudaKernels(Placement placement, BlockKernels block, MaskedAttention attention) {
        this.type = placement.type();
        this.block = block;
        this.attention = attention;
        rowJobs = new RowJobs(placement);
    }

    /** Kernels add the 1 themselves, in float32. */
    @Override
    public void prepareScale(Tensor scale) {
        // as it is
    }

    @Override
    public Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale) {
        Tensor vectors = stacked.of(modulations); // [jobs, chunks, width]
        Tensor normalized = torch.empty_like(x); // [rows, width]
        block.layerNormModulate(
                DeviceTensors.rows(x),
                rowJobs.of(spans),
                DeviceTensors.rows(vectors.select(1, shift)),
                DeviceTensors.rows(vectors.select(1, scale)),
                LAYER_NORM_EPSILON,
                DeviceTensors.rows(normalized));
        return normalized;
    }

    @Override
    public void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate) {
        Rows rows = DeviceTensors.rows(x);
        Tensor vectors = stacked.of(modulations); // [jobs, chunks, width]
        block.gateResidual(
                rows, rowJobs.of(spans), DeviceTensors.rows(vectors.select(1, gate)), DeviceTensors.rows(update), rows);
    }

    /** In place. */
    @Override
    public Projection join(StreamRows rows, Tensor rotary) {
        HeadRows queries = DeviceTensors.headRows(rows.queries());
        HeadRows keys = DeviceTensors.headRows(rows.keys());
        int imageRows = Math.toIntExact(rotary.size(0));
        HeadRows textQueries = queries.slice(0, queries.rows() - imageRows);
        HeadRows textKeys = keys.slice(0, keys.rows() - imageRows);
        HeadRows imageQueries = queries.slice(queries.rows() - imageRows, imageRows);
        HeadRows imageKeys = keys.slice(keys.rows() - imageRows, imageRows);
        Norms norms = Norms.of(rows);
        normalize(norms, textQueries, textQueries, textKeys, textKeys, null, null);
        normalize(norms, imageQueries, imageQueries, imageKeys, imageKeys, null, rotary);
        return new Projection(rows.queries(), rows.keys(), rows.values(), rows.normalized());
    }

    @Override
    public Projection join(StreamRows text, StreamRows image, Tensor rotary) {
        Tensor queries = empty(image.queries(), text.queries().size(0)); // [onward, heads, headDim]
        Tensor keys = empty(image.queries(), text.keyValues().size(0)); // [rows, heads, headDim]
        Tensor values = empty(image.queries(), text.keyValues().size(0)); // [rows, heads, headDim]
        pack(text, queries, keys, values, 0, 0, null);
        int textRows = Math.toIntExact(text.keyValues().size(0));
        pack(image, queries, keys, values, Math.toIntExact(text.queries().size(0)), textRows, rotary);
        return new Projection(queries, keys, values, image.normalized());
    }

    /** Room for the image's rows and {@code textRows} more. */
    private static Tensor empty(Tensor image, long textRows) {
        return torch.empty(new long[] {textRows + image.size(0), image.size(1), image.size(2)}, image.options(), null);
    }

    /** Writes one stream's rows to their place among those of both, queries and the others each from a row of their own on. */
    private void pack(
            StreamRows rows,
            Tensor queries,
            Tensor keys,
            Tensor values,
            int queryStart,
            int keyStart,
            @Nullable Tensor rotary) {
        HeadRows fromQueries = DeviceTensors.headRows(rows.queries());
        HeadRows fromKeys = DeviceTensors.headRows(rows.keys());
        BlockKernels.Part packedValues = new BlockKernels.Part(
                DeviceTensors.headRows(rows.values()),
                DeviceTensors.headRows(values).slice(keyStart, fromKeys.rows()),
                null);
        normalize(
                Norms.of(rows),
                fromQueries,
                DeviceTensors.headRows(queries).slice(queryStart, fromQueries.rows()),
                fromKeys,
                DeviceTensors.headRows(keys).slice(keyStart, fromKeys.rows()),
                packedValues,
                rotary);
    }

    /** The weights of queries' and keys' norms, one row each. */
    private record Norms(Rows query, Rows key, float epsilon) {
        static Norms of(StreamRows rows) {
            return new Norms(
                    DeviceTensors.row(rows.queryNorm().weight()),
                    DeviceTensors.row(rows.keyNorm().weight()),
                    (float) rows.keyNorm().epsilon());
        }
    }

    private void normalize(
            Norms norms,
            HeadRows queries,
            HeadRows queriesOut,
            HeadRows keys,
            HeadRows keysOut,
            BlockKernels.@Nullable Part values,
            @Nullable Tensor rotary) {
        block.qkNormRope(
                queries.rows() == 0 ? null : new BlockKernels.Part(queries, queriesOut, norms.query()),
                new BlockKernels.Part(keys, keysOut, norms.key()),
                values,
                null,
                rotary == null ? null : angles(rotary),
                norms.epsilon());
    }

    /** Cosines and sines lie in turns in {@code rotary}, complex {@code [rows, 1, headDim / 2]}. */
    private BlockKernels.Rotary angles(Tensor rotary) {
        long cosines = DeviceTensors.address(rotary);
        int rows = Math.toIntExact(rotary.size(0));
        return new BlockKernels.Rotary(cosines, cosines + Float.BYTES, 2 * rotary.size(2), 2, rowJobs.counting(rows));
    }

    /** In place. */
    @Override
    public KeyValue imageKeyValue(Tensor keyValues, RmsNorm keyNorm, Tensor rotary) {
        Tensor keys = keyValues.select(1, 0); // [tokens, heads, headDim]
        HeadRows rows = DeviceTensors.headRows(keys);
        block.qkNormRope(
                null,
                new BlockKernels.Part(rows, rows, DeviceTensors.row(keyNorm.weight())),
                null,
                null,
                angles(rotary),
                (float) keyNorm.epsilon());
        return new KeyValue(keys, keyValues.select(1, 1));
    }

    /** Whole numbers with scales are read as they are; others are brought to the type computed in, if they are of another. */
    @Override
    public KeyValue attendable(KeyValue kept) {
        return kept.scales() == null ? kept.in(type) : kept;
    }

    /** Text and image rows of a job stand apart, and count as two jobs with the same keys. */
    @Override
    public Tensor attend(Projection rows, BlockContext context, List<Attention.@Nullable Borrowed> borrowed) {
        RowLayout layout = context.layout();
        RowLayout onward = context.onward();
        HeadRows queries = DeviceTensors.headRows(rows.queries());
        HeadRows keys = DeviceTensors.headRows(rows.keys());
        HeadRows values = DeviceTensors.headRows(rows.values());
        List<AttentionJob> text = new ArrayList<>();
        List<AttentionJob> image = new ArrayList<>();
        for (int job = 0; job < layout.jobs(); job++) {
            List<KeyValueSegment> segments = new ArrayList<>();
            for (RowLayout.Span span : List.of(layout.text(job), layout.image(job))) {
                segments.add(KeyValueSegment.of(
                        keys.slice(span.start(), span.length()), values.slice(span.start(), span.length())));
            }
            Attention.Borrowed others = borrowed.get(job);
            if (others != null) {
                segments.add(segment(others));
            }
            text.add(new AttentionJob(onward.text(job).length(), segments));
            image.add(new AttentionJob(onward.image(job).length(), segments));
        }
        text.addAll(image);
        Tensor attended = torch.empty_like(rows.queries()); // [onward, heads, headDim]
        attention.enqueue(queries, DeviceTensors.headRows(attended), text, (float) (1 / Math.sqrt(queries.headDim())));
        return attended.view(queries.rows(), (long) queries.heads() * queries.headDim()); // [onward, width]
    }

    private static KeyValueSegment segment(Attention.Borrowed borrowed) {
        KeyValue template = borrowed.template();
        return new KeyValueSegment(
                DeviceTensors.headRows(template.keys()),
                DeviceTensors.headRows(template.values()),
                DeviceTensors.ints(borrowed.tokens()),
                template.scales() == null ? null : DeviceTensors.scales(template.scales()));
    }

    @Override
    public void close() {
        attention.close();
        rowJobs.close();
        stacked.close();
    }
}
