package io.instgenie.model.rows;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Joint attention of ragged jobs: each job's rows attend to its own text and image rows, and to what a template keeps for the image
 * tokens that the job does not compute. Stateless.
 */
public final class Attention {
    private static final int NARROW_BLOCK = 32;
    private static final int WIDE_FROM = 192;
    /** Up to this width, rows of all heads together are read as fast as each head's own. */
    private static final int NARROW_ROW = 256;

    private Attention() {}

    /**
     * Keys and values from outside a job's rows.
     *
     * @param template of all image tokens
     * @param tokens which of them to attend to, int64 {@code [n]}
     */
    public record Borrowed(KeyValue template, Tensor tokens) {}

    /**
     * Attends job by job.
     *
     * @param borrowed one per job, null for a job that computes all its tokens
     * @return {@code [onward, width]}
     */
    public static Tensor attend(Projection rows, BlockContext context, List<@Nullable Borrowed> borrowed) {
        RowLayout onward = context.onward();
        if (onward.jobs() == 1) {
            return attend(rows.queries(), List.of(rows.keys()), List.of(rows.values()), borrowed.get(0))
                    .reshape(rows.queries().size(0), -1); // [onward, width]
        }
        Tensor attended = torch.empty_like(rows.queries()); // [onward, heads, headDim]
        for (int job = 0; job < onward.jobs(); job++) {
            Tensor queries = torch.cat(new TensorVector(
                    onward.textRows(rows.queries(), job),
                    onward.imageRows(rows.queries(), job))); // [text + image, heads, headDim]
            Tensor own = attend(
                    queries,
                    parts(rows.keys(), context.layout(), job),
                    parts(rows.values(), context.layout(), job),
                    borrowed.get(job)); // [text + image, heads, headDim]
            int text = onward.text(job).length();
            onward.textRows(attended, job).copy_(own.narrow(0, 0, text));
            onward.imageRows(attended, job)
                    .copy_(own.narrow(0, text, onward.image(job).length()));
        }
        return attended.view(attended.size(0), -1); // [onward, width]
    }

    /** One job's text and image rows, {@code [part, heads, headDim]} each. */
    private static List<Tensor> parts(Tensor rows, RowLayout layout, int job) {
        return List.of(layout.textRows(rows, job), layout.imageRows(rows, job));
    }

    /** Queries {@code [rows, heads, headDim]} to what they attend to, of the same shape. */
    private static Tensor attend(Tensor queries, List<Tensor> keys, List<Tensor> values, @Nullable Borrowed borrowed) {
        Tensor attended = torch.scaled_dot_product_attention(
                fillBlocks(headsFirst(queries)).unsqueeze(0),
                join(keys, borrowed == null ? null : borrowed.template().keys(), borrowed)
                        .unsqueeze(0),
                join(values, borrowed == null ? null : borrowed.template().values(), borrowed)
                        .unsqueeze(0)); // [1, heads, rows or more, headDim]
        return headsFirst(attended.select(0, 0)).narrow(0, 0, queries.size(0)); // [rows, heads, headDim]
    }

    /**
     * The parts {@code own [part, heads, headDim]} and the borrowed rows of {@code template [tokens, heads, headDim]}. The kernel reads each
     * head's rows many times, and wide ones a tenth faster where they lie together; narrow rows are gathered whole, in a third of the time.
     */
    private static Tensor join(List<Tensor> own, @Nullable Tensor template, @Nullable Borrowed borrowed) {
        long rows = own.stream().mapToLong(part -> part.size(0)).sum();
        long others = borrowed == null ? 0 : borrowed.tokens().size(0);
        Tensor first = own.get(0);
        long heads = first.size(1);
        long headDim = first.size(2);
        Tensor joined = heads * headDim <= NARROW_ROW
                ? headsFirst(torch.empty(rows + others, heads, headDim))
                : torch.empty(heads, rows + others, headDim); // [heads, rows + n, headDim]
        long next = 0;
        for (Tensor part : own) {
            joined.narrow(1, next, part.size(0)).copy_(headsFirst(part));
            next += part.size(0);
        }
        if (template != null && borrowed != null) {
            torch.index_select_out(joined.narrow(1, rows, others), headsFirst(template), 1, borrowed.tokens());
        }
        return joined;
    }

    /**
     * Adds empty queries where that is faster: libtorch's CPU kernel takes 64 queries at a time from {@value #WIDE_FROM} on, and 32 below,
     * which costs half as much again per query. {@code [heads, rows, headDim]} to {@code [heads, rows or more, headDim]}.
     */
    private static Tensor fillBlocks(Tensor queries) {
        long rows = queries.size(1);
        if (rows <= WIDE_FROM - NARROW_BLOCK || rows >= WIDE_FROM) {
            return queries;
        }
        Tensor filled = torch.zeros(queries.size(0), WIDE_FROM, queries.size(2)); // [heads, rows or more, headDim]
        filled.narrow(1, 0, rows).copy_(queries);
        return filled;
    }

    /** {@code [rows, heads, headDim]} to {@code [heads, rows, headDim]}, and back. */
    private static Tensor headsFirst(Tensor rows) {
        return rows.transpose(0, 1);
    }
}
