package io.instgenie.model.flux;

import io.instgenie.model.layers.Linear;
import io.instgenie.model.layers.RmsNorm;
import io.instgenie.model.rows.StreamRows;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/**
 * One stream's projections of Diffusers' {@code FluxAttention}: rows to queries, keys and values per head, and the norms
 * of queries and keys. Keys and values are one product, so that a template's can be had without queries. Thread-safe.
 */
final class FluxAttentionProjection implements AutoCloseable {
    private static final double EPSILON = 1e-6;

    private final Linear query;
    private final Linear keyValue;
    private final RmsNorm queryNorm;
    private final RmsNorm keyNorm;
    private final long heads;
    private final long headDim;

    /** The parameters' names differ between streams: {@code to_q} and {@code norm_q}, {@code add_q_proj} and {@code norm_added_q}. */
    FluxAttentionProjection(Weights weights, FluxConfig config, String linearPattern, String normPattern) {
        long width = config.width();
        heads = config.numAttentionHeads();
        headDim = config.attentionHeadDim();
        query = Linear.of(weights.in(linearPattern.formatted("q")), width, width);
        keyValue = Linear.fused(
                width, width, weights.in(linearPattern.formatted("k")), weights.in(linearPattern.formatted("v")));
        queryNorm = new RmsNorm(weights, normPattern.formatted("q"), headDim, EPSILON);
        keyNorm = new RmsNorm(weights, normPattern.formatted("k"), headDim, EPSILON);
    }

    /**
     * Rows to what attention's are made of.
     *
     * @param normalized {@code [rows, width]}
     * @param onward those that go on, {@code [onward, width]}
     */
    StreamRows project(Tensor normalized, Tensor onward) {
        Tensor queries = query.apply(onward).view(-1, heads, headDim); // [onward, heads, headDim]
        return new StreamRows(queries, keysAndValues(normalized), queryNorm, keyNorm, onward);
    }

    /** The same of rows {@code [rows, width]} none of which goes on. */
    StreamRows withoutQueries(Tensor normalized) {
        Tensor none = normalized.narrow(0, 0, 0); // [0, width]
        Tensor queries = none.view(0, heads, headDim); // [0, heads, headDim]
        return new StreamRows(queries, keysAndValues(normalized), queryNorm, keyNorm, none);
    }

    /** {@code [rows, width]} to keys, before their norm, and values: {@code [rows, 2, heads, headDim]}. */
    Tensor keysAndValues(Tensor normalized) {
        return keyValue.apply(normalized).view(-1, 2, heads, headDim);
    }

    RmsNorm keyNorm() {
        return keyNorm;
    }

    @Override
    public void close() {
        query.close();
        keyValue.close();
        queryNorm.close();
        keyNorm.close();
    }
}
