package io.instgenie.model.transformers;

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
     * @return {@code [rows, width]}
     */
    public static Tensor attend(Projection rows, RowLayout layout, List<@Nullable Borrowed> borrowed) {
        if (layout.jobs() == 1) {
            return attend(rows.queries(), rows.keys(), rows.values(), borrowed.get(0));
        }
        Tensor[] text = new Tensor[layout.jobs()];
        Tensor[] image = new Tensor[layout.jobs()];
        for (int job = 0; job < layout.jobs(); job++) {
            Tensor attended = attend(
                    rows(rows.queries(), layout, job),
                    rows(rows.keys(), layout, job),
                    rows(rows.values(), layout, job),
                    borrowed.get(job)); // [text + image, width]
            int textLength = layout.text(job).length();
            text[job] = attended.narrow(0, 0, textLength); // [text, width]
            image[job] = attended.narrow(0, textLength, layout.image(job).length()); // [image, width]
        }
        TensorVector parts = new TensorVector(text);
        for (Tensor part : image) {
            parts.push_back(part);
        }
        return torch.cat(parts); // [rows, width]
    }

    /** One job's rows, text before image. */
    private static Tensor rows(Tensor all, RowLayout layout, int job) {
        return torch.cat(new TensorVector(
                layout.textRows(all, job), layout.imageRows(all, job))); // [text + image, heads, headDim]
    }

    /** {@code [rows, heads, headDim]} each to {@code [rows, width]}. */
    private static Tensor attend(Tensor queries, Tensor keys, Tensor values, @Nullable Borrowed borrowed) {
        if (borrowed == null) {
            return attend(queries, keys, values);
        }
        return attend(
                queries,
                append(keys, borrowed.template().keys(), borrowed.tokens()),
                append(values, borrowed.template().values(), borrowed.tokens()));
    }

    /** {@code own [rows, heads, headDim]} followed by the chosen rows of {@code template [tokens, heads, headDim]}, in one copy. */
    private static Tensor append(Tensor own, Tensor template, Tensor tokens) {
        long rows = own.size(0);
        Tensor joined = torch.empty(rows + tokens.size(0), own.size(1), own.size(2)); // [rows + n, heads, headDim]
        joined.narrow(0, 0, rows).copy_(own);
        torch.index_select_out(joined.narrow(0, rows, tokens.size(0)), template, 0, tokens);
        return joined;
    }

    private static Tensor attend(Tensor queries, Tensor keys, Tensor values) {
        Tensor attended = torch.scaled_dot_product_attention(
                headsFirst(queries), headsFirst(keys), headsFirst(values)); // [1, heads, rows, headDim]
        return attended.transpose(1, 2).reshape(queries.size(0), queries.size(1) * queries.size(2)); // [rows, width]
    }

    private static Tensor headsFirst(Tensor rows) {
        return rows.transpose(0, 1).unsqueeze(0); // [1, heads, rows, headDim]
    }
}
