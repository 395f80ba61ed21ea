package io.instgenie.model.samplers;

import java.util.Arrays;

/**
 * The noise levels of training: for each timestep ᾱ (Diffusers' {@code alphas_cumprod}), the share of the picture in the variance. At
 * timestep t latents are {@code sqrt(ᾱ) z + sqrt(1 - ᾱ) e}; σ is the ratio of both weights. Held in float32 as in the reference. Immutable.
 */
final class NoiseTable {
    /** ᾱ of a last level that must not be 0, since σ would be infinite. */
    private static final float NEARLY_ZERO = 0x1p-24f;

    /** σ of that level, as the reference rounds it: an ulp more or less shows in the latents after the first step. */
    private static final float LARGEST_SIGMA = 0x1p12f;

    private final float[] alphasCumprod;
    private final float[] sigmas;

    private NoiseTable(float[] alphasCumprod, float[] sigmas) {
        this.alphasCumprod = alphasCumprod;
        this.sigmas = sigmas;
    }

    /** The table for samplers by ᾱ; its last level may hold nothing of the picture. */
    static NoiseTable byAlpha(BetaConfig config) {
        float[] betas = config.schedule().betas(config.numTrainTimesteps(), config.start(), config.end());
        float[] alphas = products(config.rescaleZeroSnr() ? rescaled(betas) : betas);
        return new NoiseTable(alphas, sigmas(alphas));
    }

    /** The table for samplers by σ, which is finite at every level. */
    static NoiseTable bySigma(BetaConfig config) {
        NoiseTable table = byAlpha(config);
        if (config.rescaleZeroSnr()) {
            table.alphasCumprod[table.size() - 1] = NEARLY_ZERO;
            table.sigmas[table.size() - 1] = LARGEST_SIGMA;
        }
        return table;
    }

    int size() {
        return alphasCumprod.length;
    }

    double alphaCumprod(int timestep) {
        return alphasCumprod[timestep];
    }

    /** The level of latents at a timestep. */
    NoiseLevel level(int timestep) {
        double alpha = alphasCumprod[timestep];
        return new NoiseLevel((float) Math.sqrt(alpha), (float) Math.sqrt(1 - alpha));
    }

    float smallestSigma() {
        return sigmas[0];
    }

    float largestSigma() {
        return sigmas[sigmas.length - 1];
    }

    /** σ between timesteps, interpolated linearly; beyond the table that of its end. */
    double sigmaAt(double timestep) {
        int low = (int) Math.floor(timestep);
        if (low < 0) {
            return sigmas[0];
        }
        if (low >= size() - 1) {
            return sigmas[size() - 1];
        }
        return sigmas[low] + ((double) sigmas[low + 1] - sigmas[low]) * (timestep - low);
    }

    /** The timestep at which σ is reached, interpolated in its logarithm; the inverse of the table. */
    double timestepOf(double sigma) {
        int found = Arrays.binarySearch(sigmas, (float) sigma);
        int low = Math.max(0, Math.min(found >= 0 ? found : -found - 2, size() - 2));
        double lowLog = logOf(sigmas[low]);
        double highLog = logOf(sigmas[low + 1]);
        double share = (lowLog - Math.log(Math.max(sigma, 1e-10))) / (lowLog - highLog);
        double within = Math.max(0, Math.min(share, 1));
        return (1 - within) * low + within * (low + 1);
    }

    /** The reference's logarithms are float32, and timesteps are told to the model as exactly. */
    private static double logOf(float sigma) {
        return (float) Math.log(sigma);
    }

    private static float[] sigmas(float[] alphasCumprod) {
        float[] sigmas = new float[alphasCumprod.length];
        for (int i = 0; i < sigmas.length; i++) {
            sigmas[i] = (float) Math.sqrt((1 - alphasCumprod[i]) / alphasCumprod[i]);
        }
        return sigmas;
    }

    /** Products accumulate in double, as libtorch's do. */
    private static float[] products(float[] betas) {
        float[] products = new float[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            product *= 1 - betas[i];
            products[i] = (float) product;
        }
        return products;
    }

    private static float[] rescaled(float[] betas) {
        float[] roots = products(betas);
        for (int i = 0; i < roots.length; i++) {
            roots[i] = (float) Math.sqrt(roots[i]);
        }
        float first = roots[0];
        float last = roots[roots.length - 1];
        float scale = first / (first - last);
        float[] rescaled = new float[betas.length];
        float before = 1;
        for (int i = 0; i < roots.length; i++) {
            float root = (roots[i] - last) * scale;
            float bar = root * root;
            rescaled[i] = 1 - bar / before;
            before = bar;
        }
        return rescaled;
    }
}
