package io.instgenie.denoise;

import io.instgenie.model.Conditioning;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The runs of the denoiser that a job needs at a step, and how they become one: a single one, or under classifier-free guidance those of the
 * negative and of the positive prompt, in this order. Owns its conditionings.
 *
 * @param lanes one or two
 * @param scale how far to go from the negative to the positive prompt's output; of no meaning with one lane
 * @param rescale how much of the result is brought back to the deviation of the positive prompt's output, 0 to 1
 */
public record Guidance(List<Conditioning> lanes, double scale, double rescale) implements AutoCloseable {
    public Guidance {
        lanes = List.copyOf(lanes);
        if (lanes.isEmpty() || lanes.size() > 2) {
            throw new IllegalArgumentException("a job has one lane or two, not " + lanes.size());
        }
    }

    /** A job that runs the denoiser once a step. */
    public static Guidance none(Conditioning conditioning) {
        return new Guidance(List.of(conditioning), 1, 0);
    }

    /** The lanes' outputs {@code [tokens, channels]}, one after the other in {@code outputs}, as one. */
    Tensor combine(Tensor outputs) {
        if (lanes.size() == 1) {
            return outputs;
        }
        long tokens = outputs.size(0) / 2;
        Tensor negative = outputs.narrow(0, 0, tokens); // [tokens, channels]
        Tensor positive = outputs.narrow(0, tokens, tokens); // [tokens, channels]
        Tensor guided = negative.add(positive.sub(negative), new Scalar(scale)); // [tokens, channels]
        return rescale == 0 ? guided : rescaled(guided, positive);
    }

    /** Diffusers' {@code rescale_noise_cfg}: deviations over all that the job computes. */
    private Tensor rescaled(Tensor guided, Tensor positive) {
        Tensor factor = positive.std().div(guided.std()); // []
        return guided.mul(factor.mul(new Scalar(rescale)).add(new Scalar(1 - rescale))); // [tokens, channels]
    }

    @Override
    public void close() {
        lanes.forEach(Conditioning::close);
    }
}
