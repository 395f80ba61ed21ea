package io.instgenie.pretrained;

import io.instgenie.model.samplers.FlowMatchEulerConfig;

/**
 * Reads the {@code scheduler_config.json} of a {@code FlowMatchEulerDiscreteScheduler}, with that class's defaults; refuses the
 * schedules that no published FLUX model uses.
 */
final class FlowMatchEulerConfigReader {
    private FlowMatchEulerConfigReader() {}

    static FlowMatchEulerConfig read(Config config) {
        config.requireOneOf("use_karras_sigmas", false);
        config.requireOneOf("use_exponential_sigmas", false);
        config.requireOneOf("use_beta_sigmas", false);
        config.requireOneOf("invert_sigmas", false);
        config.requireOneOf("stochastic_sampling", false);
        config.requireOneOf("time_shift_type", "exponential");
        config.requireAbsent("shift_terminal");
        FlowMatchEulerConfig sampler = new FlowMatchEulerConfig(
                config.intAt("num_train_timesteps", 1000),
                config.positiveAt("shift", 1),
                config.boolAt("use_dynamic_shifting", false),
                config.doubleAt("base_shift", 0.5),
                config.doubleAt("max_shift", 1.15),
                config.intAt("base_image_seq_len", 256),
                config.intAt("max_image_seq_len", 4096));
        if (sampler.maxImageSeqLen() <= sampler.baseImageSeqLen()) {
            throw config.invalid(
                    "max_image_seq_len",
                    "is " + sampler.maxImageSeqLen() + ", it must be above base_image_seq_len = "
                            + sampler.baseImageSeqLen());
        }
        return sampler;
    }
}
