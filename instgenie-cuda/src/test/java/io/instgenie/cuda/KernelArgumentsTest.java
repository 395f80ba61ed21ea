package io.instgenie.cuda;

import static io.instgenie.cuda.ElementType.BFLOAT16;
import static io.instgenie.cuda.ElementType.FLOAT16;
import static io.instgenie.cuda.ElementType.FLOAT32;
import static io.instgenie.cuda.ElementType.INT8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.instgenie.cuda.BlockKernels.Part;
import io.instgenie.cuda.BlockKernels.Rotary;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Wrong types, strides and lengths are refused before anything native is called: there is none here. */
class KernelArgumentsTest {
    private static final long MEMORY = 1 << 20;

    private final BlockKernels block = new BlockKernels(0);
    private final CacheKernels cache = new CacheKernels(0);

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }

    private static HeadRows heads(ElementType type, int rows) {
        return HeadRows.dense(MEMORY, type, rows, 2, 64);
    }

    private static Rows rows(ElementType type, int rows, int width) {
        return Rows.dense(MEMORY, type, rows, width);
    }

    private static DeviceInts ints(int length) {
        return new DeviceInts(MEMORY, length);
    }

    private static AttentionJob job(int queries, KeyValueSegment... segments) {
        return new AttentionJob(queries, List.of(segments));
    }

    private static KeyValueSegment keys(ElementType type, int rows) {
        return KeyValueSegment.of(heads(type, rows), heads(type, rows));
    }

    @Test
    void headsAreCheckedWhereTheyAreDescribed() {
        assertRefused("head size 48 is none of", () -> HeadRows.dense(MEMORY, FLOAT16, 4, 2, 48));
        assertRefused("-1 rows", () -> HeadRows.dense(MEMORY, FLOAT16, -1, 2, 64));
        assertRefused("0 heads", () -> HeadRows.dense(MEMORY, FLOAT16, 4, 0, 64));
        assertRefused("no address", () -> HeadRows.dense(0, FLOAT16, 4, 2, 64));
        assertRefused("not a multiple of 16 bytes", () -> HeadRows.dense(MEMORY + 8, FLOAT16, 4, 2, 64));
        assertRefused("rows: a stride of 32", () -> new HeadRows(MEMORY, FLOAT16, 4, 2, 64, 32, 64));
        assertRefused("heads: a stride of 63", () -> new HeadRows(MEMORY, FLOAT16, 4, 2, 64, 128, 63));
        assertRefused("not a multiple of 16 bytes", () -> new HeadRows(MEMORY, FLOAT16, 4, 2, 64, 129, 64));
        assertThatCode(() -> HeadRows.dense(MEMORY + 8, INT8, 4, 2, 40)).doesNotThrowAnyException();
        assertThatCode(() -> HeadRows.dense(0, FLOAT16, 0, 2, 64)).doesNotThrowAnyException(); // nothing there
    }

    @Test
    void rowsAreCheckedWhereTheyAreDescribed() {
        assertRefused("a width of 12", () -> rows(FLOAT32, 4, 12));
        assertRefused("a stride of 8", () -> new Rows(MEMORY, FLOAT32, 4, 16, 8));
        assertRefused("no address", () -> Rows.dense(0, FLOAT32, 4, 16));
        assertRefused("not a multiple of 4", () -> new DeviceInts(MEMORY + 2, 4));
    }

    @Test
    void segmentsAreCheckedWhereTheyAreDescribed() {
        assertRefused(
                "keys are of type FLOAT16 and values of type BFLOAT16",
                () -> KeyValueSegment.of(heads(FLOAT16, 4), heads(BFLOAT16, 4)));
        assertRefused("rows of values: 5 instead of 4", () -> KeyValueSegment.of(heads(FLOAT16, 4), heads(FLOAT16, 5)));
        assertRefused(
                "values: heads: 3 instead of 2",
                () -> KeyValueSegment.of(heads(FLOAT16, 4), HeadRows.dense(MEMORY, FLOAT16, 4, 3, 64)));
        assertRefused("INT8 need scales", () -> keys(INT8, 4));
        KeyValueScales scales = new KeyValueScales(MEMORY, MEMORY, 2);
        assertRefused(
                "FLOAT16 have no scales",
                () -> new KeyValueSegment(heads(FLOAT16, 4), heads(FLOAT16, 4), null, scales));
        assertRefused(
                "scales of 2 heads overlap",
                () -> new KeyValueSegment(heads(INT8, 4), heads(INT8, 4), null, new KeyValueScales(MEMORY, MEMORY, 1)));
        assertRefused("scales of values: no address", () -> new KeyValueScales(MEMORY, 0, 2));
        assertRefused("5 queries and no keys", () -> job(5, keys(FLOAT16, 0)));
        assertRefused("-1 queries", () -> job(-1, keys(FLOAT16, 4)));
    }

    @Test
    void attentionIsOfOneTypeAndShape() {
        HeadRows queries = heads(FLOAT16, 5);
        AttentionJob job = job(5, keys(FLOAT16, 9));
        assertThatCode(() -> MaskedAttention.check(queries, queries, List.of(job), 1))
                .doesNotThrowAnyException();
        assertRefused(
                "queries cannot be of type INT8",
                () -> MaskedAttention.check(heads(INT8, 5), heads(INT8, 5), List.of(job), 1));
        assertRefused(
                "output of type FLOAT32", () -> MaskedAttention.check(queries, heads(FLOAT32, 5), List.of(job), 1));
        assertRefused(
                "output: rows: 4 instead of 5",
                () -> MaskedAttention.check(queries, heads(FLOAT16, 4), List.of(job), 1));
        assertRefused(
                "queries of all jobs: 5 instead of 6",
                () -> MaskedAttention.check(heads(FLOAT16, 6), heads(FLOAT16, 6), List.of(job), 1));
        assertRefused(
                "keys of type BFLOAT16 for queries of type FLOAT16",
                () -> MaskedAttention.check(queries, queries, List.of(job(5, keys(BFLOAT16, 9))), 1));
        HeadRows wide = HeadRows.dense(MEMORY, FLOAT16, 9, 2, 128);
        assertRefused(
                "keys: head size: 128 instead of 64",
                () -> MaskedAttention.check(queries, queries, List.of(job(5, KeyValueSegment.of(wide, wide))), 1));
        assertRefused("a scale of 0.0", () -> MaskedAttention.check(queries, queries, List.of(job), 0));
        assertRefused("a scale of NaN", () -> MaskedAttention.check(queries, queries, List.of(job), Float.NaN));
    }

    @Test
    void normsAndGatesAreOfOneTypeAndWidth() {
        Rows x = rows(FLOAT16, 4, 64);
        Rows jobs = rows(FLOAT16, 2, 64);
        assertRefused("jobs of rows: 3", () -> block.layerNormModulate(x, ints(3), jobs, jobs, 1e-6f, x));
        assertRefused(
                "shift: FLOAT32", () -> block.layerNormModulate(x, ints(4), rows(FLOAT32, 2, 64), jobs, 1e-6f, x));
        assertRefused(
                "scale: rows: 3", () -> block.layerNormModulate(x, ints(4), jobs, rows(FLOAT16, 3, 64), 1e-6f, x));
        assertRefused(
                "scale: stride",
                () -> block.layerNormModulate(x, ints(4), jobs, new Rows(MEMORY, FLOAT16, 2, 64, 128), 1e-6f, x));
        assertRefused(
                "a width of 12288 is more than",
                () -> block.layerNormModulate(rows(FLOAT16, 4, 12288), ints(4), jobs, jobs, 1e-6f, x));
        assertRefused(
                "rows to norm cannot be of type INT8",
                () -> block.layerNormModulate(rows(INT8, 4, 64), ints(4), jobs, jobs, 1e-6f, x));
        assertRefused("gate: width: 72", () -> block.gateResidual(x, ints(4), rows(FLOAT16, 2, 72), x, x));
        assertRefused("residual: rows: 5", () -> block.gateResidual(rows(FLOAT16, 5, 64), ints(4), jobs, x, x));
        assertRefused("output: FLOAT32", () -> block.gateResidual(x, ints(4), jobs, x, rows(FLOAT32, 4, 64)));
    }

    @Test
    void normsOfQueriesAndKeysFitTheirRows() {
        Part part = new Part(heads(FLOAT16, 4), heads(FLOAT16, 4), null);
        Part longer = new Part(heads(FLOAT16, 5), heads(FLOAT16, 5), null);
        Part weighted = new Part(heads(FLOAT16, 4), heads(FLOAT16, 4), rows(FLOAT16, 1, 64));
        assertRefused("neither queries nor keys nor values", () -> block.qkNormRope(null, null, null, null, null, 0));
        assertRefused("keys: rows: 5 instead of 4", () -> block.qkNormRope(part, longer, null, null, null, 0));
        assertRefused("values are not normed", () -> block.qkNormRope(part, part, weighted, null, null, 0));
        assertRefused("destinations: 3 instead of 4", () -> block.qkNormRope(part, null, null, ints(3), null, 0));
        assertRefused(
                "queries out: 3 rows have no room for 4",
                () -> block.qkNormRope(
                        new Part(heads(FLOAT16, 4), heads(FLOAT16, 3), null), null, null, ints(4), null, 0));
        assertRefused(
                "queries: width of the weight: 128",
                () -> block.qkNormRope(
                        new Part(heads(FLOAT16, 4), heads(FLOAT16, 4), rows(FLOAT16, 1, 128)),
                        null,
                        null,
                        null,
                        null,
                        0));
        assertRefused(
                "positions: 3 instead of 4",
                () -> block.qkNormRope(part, null, null, null, new Rotary(MEMORY, MEMORY, 32, 1, ints(3)), 0));
        assertRefused(
                "angles: a stride of 32 lets rows overlap",
                () -> block.qkNormRope(part, null, null, null, new Rotary(MEMORY, MEMORY, 32, 2, ints(4)), 0));
        assertRefused("a pair stride of 3", () -> new Rotary(MEMORY, MEMORY, 96, 3, ints(4)));
        assertRefused(
                "elements from a head to the next",
                () -> block.qkNormRope(
                        new Part(new HeadRows(MEMORY, FLOAT16, 4, 2, 64, 64, 256), heads(FLOAT16, 4), null),
                        null,
                        null,
                        null,
                        null,
                        0));
    }

    @Test
    void movedRowsAndSlabsFit() {
        Rows x = rows(FLOAT16, 4, 64);
        assertRefused("output: width: 72", () -> cache.gatherRows(x, ints(4), rows(FLOAT16, 4, 72)));
        assertRefused("indices: 3", () -> cache.gatherRows(x, ints(3), x));
        assertRefused("output: 3 rows have no room for 4", () -> cache.scatterRows(x, ints(4), rows(FLOAT16, 3, 64)));
        assertRefused("a slab of type FLOAT16", () -> cache.quantize(heads(FLOAT16, 4), null, heads(FLOAT16, 4), 0));
        assertRefused("scales of a slab: no address", () -> cache.quantize(heads(FLOAT16, 4), null, heads(INT8, 4), 0));
        assertRefused(
                "a slab of type BFLOAT16 has no scales",
                () -> cache.quantize(heads(FLOAT16, 4), null, heads(BFLOAT16, 4), MEMORY));
        assertRefused("slab: rows: 3", () -> cache.quantize(heads(FLOAT16, 4), null, heads(INT8, 3), MEMORY));
        assertRefused("indices: 2", () -> cache.dequantize(heads(INT8, 4), MEMORY, ints(2), heads(FLOAT16, 4)));
        assertRefused(
                "slab: stride",
                () -> cache.dequantize(new HeadRows(MEMORY, INT8, 4, 2, 64, 256, 64), MEMORY, null, heads(FLOAT16, 4)));
    }
}
