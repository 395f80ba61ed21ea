package io.instgenie.pretrained;

import io.instgenie.model.samplers.BetaConfig;
import io.instgenie.model.samplers.BetaSchedule;
import io.instgenie.model.samplers.Ddim;
import io.instgenie.model.samplers.DdimOptions;
import io.instgenie.model.samplers.DiffusionConfig;
import io.instgenie.model.samplers.Lcm;
import io.instgenie.model.samplers.LcmOptions;
import io.instgenie.model.samplers.Pndm;
import io.instgenie.model.samplers.TimestepSpacing;

/** Builds PNDM, DDIM and LCM from a {@code scheduler_config.json}, as {@code from_config} of Diffusers' classes does. */
final class AlphaSamplerReader {
    private AlphaSamplerReader() {}

    static Pndm pndm(Config config) {
        if (!config.boolAt("skip_prk_steps", false)) {
            throw config.invalid(
                    "skip_prk_steps",
                    "must be true: steps of Runge and Kutta, which false asks for, are not supported");
        }
        BetaConfig defaults = new BetaConfig(1000, BetaSchedule.LINEAR, 0.0001, 0.02, false);
        DiffusionConfig read = DiffusionConfigReader.withBetas(
                config, DiffusionConfigReader.betas(config, defaults), TimestepSpacing.LEADING);
        DiffusionConfigReader.requireNoise(config, read);
        return new Pndm(read, config.boolAt("set_alpha_to_one", false));
    }

    static Ddim ddim(Config config) {
        return new Ddim(
                DiffusionConfigReader.read(config, TimestepSpacing.LEADING),
                new DdimOptions(
                        config.boolAt("set_alpha_to_one", true), DiffusionConfigReader.clipRange(config, true)));
    }

    static Lcm lcm(Config config) {
        boolean rescale = config.boolAt("rescale_betas_zero_snr", false);
        BetaConfig defaults = new BetaConfig(1000, BetaSchedule.SCALED_LINEAR, 0.00085, 0.012, rescale);
        DiffusionConfig read = DiffusionConfigReader.withBetas(
                config, DiffusionConfigReader.betas(config, defaults), TimestepSpacing.LEADING);
        LcmOptions options = new LcmOptions(
                config.intAt("original_inference_steps", 50),
                config.positiveAt("timestep_scaling", 10),
                DiffusionConfigReader.clipRange(config, false));
        int trained = read.betas().numTrainTimesteps();
        if (options.originalInferenceSteps() > trained) {
            throw config.invalid(
                    "original_inference_steps",
                    "is " + options.originalInferenceSteps() + ", it must be at most num_train_timesteps = " + trained);
        }
        return new Lcm(read, options);
    }
}
