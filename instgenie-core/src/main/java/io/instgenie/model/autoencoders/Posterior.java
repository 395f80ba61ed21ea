package io.instgenie.model.autoencoders;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Gaussian an encoder sees behind a picture (Diffusers' {@code DiagonalGaussianDistribution}).
 *
 * @param mean {@code [batch, latentChannels, h, w]}
 * @param deviation standard deviation, {@code [batch, latentChannels, h, w]}
 */
public record Posterior(Tensor mean, Tensor deviation) {
    private static final double SMALLEST_LOG_VARIANCE = -30;
    private static final double LARGEST_LOG_VARIANCE = 20;

    static Posterior of(Tensor parameters) {
        long channels = parameters.size(1) / 2;
        Tensor logVariance = torch.clamp(
                parameters.narrow(1, channels, channels),
                new ScalarOptional(new Scalar(SMALLEST_LOG_VARIANCE)),
                new ScalarOptional(new Scalar(LARGEST_LOG_VARIANCE))); // [batch, latentChannels, h, w]
        return new Posterior(
                parameters.narrow(1, 0, channels),
                logVariance.mul(new Scalar(0.5)).exp_());
    }

    /** The likeliest latents, {@code [batch, latentChannels, h, w]}. */
    public Tensor mode() {
        return mean;
    }

    /** {@code mean + deviation * noise}, {@code noise [batch, latentChannels, h, w]}. */
    public Tensor sample(Tensor noise) {
        return torch.addcmul(mean, deviation, noise); // [batch, latentChannels, h, w]
    }
}
