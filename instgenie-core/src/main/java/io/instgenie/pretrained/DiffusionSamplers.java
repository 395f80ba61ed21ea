package io.instgenie.pretrained;

import com.google.common.collect.ImmutableMap;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.samplers.Sampler;
import io.instgenie.model.samplers.SamplerChoice;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/**
 * The samplers of a diffusion model: the one that its {@code scheduler_config.json} names, and every other one built from the same config, as
 * Diffusers' {@code X.from_config(pipeline.scheduler.config)}: of its fields those count that X knows, and X's defaults stand for the
 * rest. Immutable, thread-safe.
 */
public final class DiffusionSamplers implements SamplerChoice {
    private static final ImmutableMap<String, Function<Config, Sampler>> READERS =
            ImmutableMap.<String, Function<Config, Sampler>>builder()
                    .put("PNDMScheduler", AlphaSamplerReader::pndm)
                    .put("DDIMScheduler", AlphaSamplerReader::ddim)
                    .put("LCMScheduler", AlphaSamplerReader::lcm)
                    .put("EulerDiscreteScheduler", SigmaSamplerReader::euler)
                    .put("EulerAncestralDiscreteScheduler", SigmaSamplerReader::eulerAncestral)
                    .put("DPMSolverMultistepScheduler", SigmaSamplerReader::dpmSolver)
                    .put("UniPCMultistepScheduler", SigmaSamplerReader::uniPc)
                    .buildOrThrow();
    private static final String CLASS_NAME = "_class_name";

    private final Config config;

    private DiffusionSamplers(Config config) {
        this.config = config;
    }

    /**
     * Reads a {@code scheduler_config.json}.
     *
     * @throws ModelFormatException if it cannot be read, or its scheduler is not supported; the message names file and field
     */
    public static DiffusionSamplers read(Path configFile) {
        return of(Config.read(configFile));
    }

    static DiffusionSamplers of(Config config) {
        String className = config.stringAt(CLASS_NAME);
        if (!supported().contains(className)) {
            throw config.invalid(
                    CLASS_NAME, "is " + className + ", which is not supported; it must be one of " + supported());
        }
        return new DiffusionSamplers(config);
    }

    /** The names of Diffusers' classes that are built here. */
    public static Set<String> supported() {
        return READERS.keySet();
    }

    /**
     * The same with the settings of outdated folders put right, as {@code StableDiffusionInpaintPipeline} does with every scheduler
     * that it gets (the pipelines of SDXL do not): {@code steps_offset} is 1, and {@code skip_prk_steps} true.
     */
    public DiffusionSamplers corrected() {
        return new DiffusionSamplers(config.with("steps_offset", 1L).with("skip_prk_steps", true));
    }

    /**
     * The same with the sampler of another class as the own one.
     *
     * @throws InvalidRequestException if it is not supported
     */
    DiffusionSamplers preferring(String className) {
        requireSupported(className);
        return new DiffusionSamplers(config.with(CLASS_NAME, className));
    }

    /**
     * The folder's own sampler.
     *
     * @throws ModelFormatException if a field has a value that is not supported, or contradicts another; the message names file and field
     */
    @Override
    public Sampler own() {
        return named(config.stringAt(CLASS_NAME));
    }

    /**
     * The sampler of another scheduler class, from the folder's config.
     *
     * @param className of Diffusers, one of {@link #supported}
     * @throws InvalidRequestException if it is not
     * @throws ModelFormatException as {@link #own}
     */
    @Override
    public Sampler named(String className) {
        return requireSupported(className).apply(config);
    }

    private static Function<Config, Sampler> requireSupported(String className) {
        Function<Config, Sampler> reader = READERS.get(className);
        if (reader == null) {
            throw new InvalidRequestException(
                    "the sampler " + className + " is not supported; it must be one of " + supported());
        }
        return reader;
    }
}
