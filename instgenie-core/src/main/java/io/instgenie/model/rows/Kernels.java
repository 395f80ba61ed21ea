package io.instgenie.model.rows;

import io.instgenie.model.layers.RmsNorm;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What blocks run between their linear layers, on one kind of device. Rows lie as {@link RowLayout} says; what a method is given, and where,
 * is of its device's {@link io.instgenie.tensor.Placement}. Used by one thread at a time.
 */
public interface Kernels {
    /** Brings scales {@code [steps, width]}, as a layer gives them, to what {@link #normalize} takes; in place. */
    void prepareScale(Tensor scale);

    /**
     * Layer norm by each span's own job: {@code norm(x) * (1 + scale) + shift}.
     *
     * @param x {@code [rows, width]}, covered by {@code spans} in order
     * @param modulations {@code [chunks, width]} per job, of which {@code shift} and {@code scale} are taken
     * @return {@code [rows, width]}
     */
    Tensor normalize(Tensor x, List<RowLayout.Span> spans, List<Tensor> modulations, int shift, int scale);

    /** {@code x += gate * update} in place, each span by its own job's gate; both {@code [rows, width]}. */
    void addGated(Tensor x, Tensor update, List<RowLayout.Span> spans, List<Tensor> modulations, int gate);

    /**
     * A single-stream block's rows, text and image; text comes first and is not rotated. May work on them in place, as the other does.
     *
     * @param rotary complex {@code [imageRows, 1, headDim / 2]}
     */
    Projection join(StreamRows rows, Tensor rotary);

    /** A double-stream block's rows; only the image's are rotated, by {@code rotary}, complex {@code [imageRows, 1, headDim / 2]}. */
    Projection join(StreamRows text, StreamRows image, Tensor rotary);

    /**
     * Keys and values of image rows alone.
     *
     * @param keyValues {@code [tokens, 2, heads, headDim]}, as a layer gives them; may be worked on in place
     * @param rotary complex {@code [tokens, 1, headDim / 2]}
     */
    KeyValue imageKeyValue(Tensor keyValues, RmsNorm keyNorm, Tensor rotary);

    /** What is kept of a template, in a form that {@link #attend} reads; both where the device computes. */
    KeyValue attendable(KeyValue kept);

    /**
     * Attends job by job: each job's rows to its own, text and image, and to what it borrows.
     *
     * @param borrowed one per job, {@link #attendable}; null for a job that computes all its tokens
     * @return {@code [onward, width]}
     */
    Tensor attend(Projection rows, BlockContext context, List<Attention.@Nullable Borrowed> borrowed);
}
