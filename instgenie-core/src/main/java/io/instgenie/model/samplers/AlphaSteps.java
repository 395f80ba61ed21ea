package io.instgenie.model.samplers;

import io.instgenie.edit.InvalidRequestException;
import java.util.Arrays;

/** What samplers share that look ᾱ up at whole timesteps. */
final class AlphaSteps {
    private AlphaSteps() {}

    /** The timesteps of an edit, the noisiest first. */
    static int[] timesteps(DiffusionConfig config, int numInferenceSteps) {
        int trained = config.betas().numTrainTimesteps();
        int[] timesteps = Arrays.stream(
                        config.timestepSpacing().timesteps(numInferenceSteps, trained, config.stepsOffset()))
                .mapToInt(timestep -> (int) Math.rint(timestep))
                .toArray();
        if (timesteps[0] >= trained) {
            throw new InvalidRequestException("numInferenceSteps " + numInferenceSteps + " with steps_offset "
                    + config.stepsOffset() + " begins at timestep " + timesteps[0] + ", above the model's last, "
                    + (trained - 1) + "; ask for fewer steps");
        }
        return timesteps;
    }

    /** ᾱ after a step; below timestep 0 that of clean latents, or of timestep 0. */
    static double nextAlpha(NoiseTable table, int timestep, boolean setAlphaToOne) {
        if (timestep >= 0) {
            return table.alphaCumprod(timestep);
        }
        return setAlphaToOne ? 1 : table.alphaCumprod(0);
    }

    /** Where nothing is left of the picture, its noise says nothing of it. */
    static void requirePicture(double alphaCumprod, PredictionType prediction) {
        if (alphaCumprod == 0 && prediction == PredictionType.EPSILON) {
            throw new InvalidRequestException("the sampler's first step holds nothing of the picture"
                    + " (rescale_betas_zero_snr), from where prediction_type epsilon leads nowhere;"
                    + " it must be v_prediction or sample, or timestep_spacing leading");
        }
    }
}
