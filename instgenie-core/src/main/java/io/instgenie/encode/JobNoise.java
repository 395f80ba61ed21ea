package io.instgenie.encode;

import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.Repainting;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An edit's noise, drawn for the whole picture whatever is computed of it: first the pipeline's draws, then those of a random sampler.
 *
 * @param source the job's own
 * @param shape of a draw, {@code [1, channels, h, w]}
 * @param tokens those that the job computes; null for all
 * @param placement where the denoiser is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JobNoise(
        NoiseSource source,
        Repainting.Draws draws,
        long[] shape,
        Patches patches,
        long @Nullable [] tokens,
        Placement placement) {
    static JobNoise draw(Pipeline pipeline, EditPlan plan, long @Nullable [] tokens) {
        Patches patches = pipeline.spec().patches();
        long[] shape = {
            1,
            patches.channels(),
            plan.canvas().height() / patches.vaeFactor(),
            plan.canvas().width() / patches.vaeFactor()
        };
        NoiseSource source = new NoiseSource(plan.request().seed());
        return new JobNoise(
                source,
                pipeline.repainting().draw(source, shape, plan.startsFromNoise()),
                shape,
                patches,
                tokens,
                pipeline.denoiser().placement());
    }

    /** The next draw, of the tokens that the job computes, {@code [rows, channels]}. */
    Tensor next() {
        return rows(patches.pack(source.draw(shape)));
    }

    /** Of all tokens {@code [tokens, ...]}, those that the job computes, where the denoiser is: {@code [rows, ...]}. */
    Tensor rows(Tensor all) {
        Tensor placed = placement.move(all);
        return tokens == null
                ? placed
                : placed.index_select(0, placement.move(Tensors.ofLongs(tokens, tokens.length))); // [rows, ...]
    }
}
