package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.cuda.jni.NativeAttention;
import io.instgenie.cuda.jni.NativeCounts;
import io.instgenie.cuda.jni.NativeMerge;
import io.instgenie.cuda.jni.NativeSegment;
import io.instgenie.cuda.jni.NativeTile;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Attention of the packed queries of many jobs, each over its own keys: fresh ones of text and masked tokens, cached ones of its template.
 * Segments are read where they lie; cached ones may be of one byte. Belongs to one device, stream and thread.
 */
public final class MaskedAttention implements AutoCloseable {
    /** From the library's planner when it is only asked for sizes. */
    private static final int BUFFER_TOO_SMALL = -7;

    private final DeviceApi device;
    private final long stream;
    private final int multiprocessors;
    private final UploadRing uploads;
    private long workspace;
    private long workspaceBytes;

    public MaskedAttention(CudaDevice device, long stream) {
        this(device, stream, device.multiprocessors());
    }

    /** @param multiprocessors to fill: keys are split where there are too few tiles of queries */
    MaskedAttention(DeviceApi device, long stream, int multiprocessors) {
        this.device = device;
        this.stream = stream;
        this.multiprocessors = multiprocessors;
        uploads = new UploadRing(device);
    }

    /**
     * Enqueues {@code output = softmax(scale * queries . keys) . values}, job by job.
     *
     * @param queries {@code [rows, heads, headDim]}, the rows of the first job, then those of the second, and so on
     * @param output of the queries' type and shape
     * @param scale of the scores, usually {@code 1 / sqrt(headDim)}
     * @throws IllegalArgumentException if types, shapes or lengths do not fit one another; nothing is enqueued then
     */
    public void enqueue(HeadRows queries, HeadRows output, List<AttentionJob> jobs, float scale) {
        check(queries, output, jobs, scale);
        try (PointerScope scope = new PointerScope()) {
            launch(queries, output, jobs, scale);
        }
    }

    static void check(HeadRows queries, HeadRows output, List<AttentionJob> jobs, float scale) {
        ElementType type = queries.type().requireUnscaled("queries");
        Checks.require(output.type() == type, "output of type %s for queries of type %s", output.type(), type);
        output.requireHeads(queries.heads(), queries.headDim(), "output");
        Checks.requireEqual(output.rows(), queries.rows(), "output: rows");
        Checks.require(scale > 0 && Float.isFinite(scale), "a scale of %s", scale);
        Checks.requireEqual(
                jobs.stream().mapToLong(AttentionJob::queries).sum(), queries.rows(), "queries of all jobs");
        for (AttentionJob job : jobs) {
            job.segments().forEach(segment -> segment.requireFor(queries));
        }
    }

    private void launch(HeadRows queries, HeadRows output, List<AttentionJob> jobs, float scale) {
        Plan plan = new Plan(queries, jobs);
        if (plan.counts().tiles() == 0) {
            return; // no queries
        }
        UploadRing.Slot slot = uploads.take(plan.bytes(), stream);
        plan.write(slot.host());
        long tables = slot.upload(plan.bytes(), stream);

        NativeAttention arguments = new NativeAttention();
        Pointer.memset(arguments, 0, Loader.sizeof(NativeAttention.class));
        arguments.queries(new Address(queries.address())).output(new Address(output.address()));
        arguments.query_row_stride(queries.rowStride()).query_head_stride(queries.headStride());
        arguments.output_row_stride(output.rowStride()).output_head_stride(output.headStride());
        arguments.segments(new NativeSegment(new Address(tables)));
        arguments.tiles(new NativeTile(new Address(tables + plan.tilesAt())));
        arguments.merges(new NativeMerge(new Address(tables + plan.mergesAt())));
        arguments.counts(plan.counts());
        arguments.workspace(Address.floats(workspaceOf(plan.workspaceBytes())));
        arguments.scale(scale).dtype(queries.type().code());
        arguments.heads(queries.heads()).head_dim(queries.headDim());
        int status = Native.instgenie_attention(arguments, new Address(stream));
        slot.usedOn(stream); // by the upload at least
        CudaStatus.check(status, "attention");
    }

    private long workspaceOf(long bytes) {
        if (bytes > workspaceBytes) {
            freeWorkspace();
            workspace = device.allocateDevice(bytes);
            workspaceBytes = bytes;
        }
        return workspace;
    }

    private void freeWorkspace() {
        if (workspaceBytes > 0) {
            workspaceBytes = 0;
            device.synchronize(stream);
            device.freeDevice(workspace);
        }
    }

    /** Waits for the stream and frees the tables and the workspace. */
    @Override
    public void close() {
        device.synchronize(stream);
        uploads.close();
        freeWorkspace();
    }

    /** The tables of one launch: segments, tiles and merges one after the other, each at a multiple of 16 bytes. */
    private final class Plan {
        private final HeadRows queries;
        private final List<AttentionJob> jobs;
        private final int[] queryOffsets;
        private final int[] segmentOffsets;
        private final @Nullable NativeSegment segments;
        private final NativeCounts counts = new NativeCounts();

        Plan(HeadRows queries, List<AttentionJob> jobs) {
            this.queries = queries;
            this.jobs = jobs;
            queryOffsets = new int[jobs.size() + 1];
            segmentOffsets = new int[jobs.size() + 1];
            for (int i = 0; i < jobs.size(); i++) {
                queryOffsets[i + 1] = queryOffsets[i] + jobs.get(i).queries();
                segmentOffsets[i + 1] =
                        segmentOffsets[i] + jobs.get(i).segments().size();
            }
            segments = describeSegments();
            int status = plan(null, 0, null, 0);
            if (status != BUFFER_TOO_SMALL) {
                CudaStatus.check(status, "planning attention");
            }
        }

        NativeCounts counts() {
            return counts;
        }

        long tilesAt() {
            return aligned((long) segmentOffsets[jobs.size()] * Loader.sizeof(NativeSegment.class));
        }

        long mergesAt() {
            return aligned(tilesAt() + (long) counts.tiles() * Loader.sizeof(NativeTile.class));
        }

        long bytes() {
            return aligned(mergesAt() + (long) counts.merges() * Loader.sizeof(NativeMerge.class));
        }

        long workspaceBytes() {
            return counts.partial_rows() * queries.heads() * (queries.headDim() + 1) * Float.BYTES;
        }

        void write(long address) {
            if (segments != null) {
                long bytes = (long) segmentOffsets[jobs.size()] * Loader.sizeof(NativeSegment.class);
                Pointer.memcpy(new Address(address), segments, bytes);
            }
            int status = plan(
                    new NativeTile(new Address(address + tilesAt())),
                    counts.tiles(),
                    new NativeMerge(new Address(address + mergesAt())),
                    counts.merges());
            CudaStatus.check(status, "planning attention");
        }

        private int plan(
                @Nullable NativeTile tiles, int tileCapacity, @Nullable NativeMerge merges, int mergeCapacity) {
            return Native.instgenie_attention_plan(
                    queries.type().code(),
                    queries.heads(),
                    queries.headDim(),
                    jobs.size(),
                    queryOffsets,
                    segmentOffsets,
                    segments,
                    multiprocessors,
                    tiles,
                    tileCapacity,
                    merges,
                    mergeCapacity,
                    counts);
        }

        private @Nullable NativeSegment describeSegments() {
            int count = segmentOffsets[jobs.size()];
            if (count == 0) {
                return null;
            }
            NativeSegment described = new NativeSegment(count);
            int i = 0;
            for (AttentionJob job : jobs) {
                for (KeyValueSegment segment : job.segments()) {
                    describe(segment, described.getPointer(i++));
                }
            }
            return described;
        }

        private void describe(KeyValueSegment segment, NativeSegment target) {
            HeadRows keys = segment.keys();
            HeadRows values = segment.values();
            KeyValueScales scales = segment.scales();
            DeviceInts rows = segment.rows();
            target.keys(new Address(keys.address())).values(new Address(values.address()));
            target.key_row_stride(keys.rowStride()).key_head_stride(keys.headStride());
            target.value_row_stride(values.rowStride()).value_head_stride(values.headStride());
            target.key_scales(Address.floats(scales == null ? 0 : scales.keys()));
            target.value_scales(Address.floats(scales == null ? 0 : scales.values()));
            target.scale_row_stride(scales == null ? 0 : scales.rowStride());
            target.rows(Address.ints(rows == null ? 0 : rows.address()));
            target.length(segment.length()).dtype(keys.type().code());
        }

        private static long aligned(long bytes) {
            return (bytes + 15) / 16 * 16;
        }
    }
}
