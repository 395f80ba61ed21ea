package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.Pipeline;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.model.samplers.OnlySampler;
import io.instgenie.model.samplers.SamplerChoice;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.T5Config;
import io.instgenie.tensor.Placement;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A FLUX pipeline's folder as Diffusers' {@code save_pretrained} writes it: what it holds, read and checked, but for the values of its
 * weights. Its configs fit each other. Immutable.
 *
 * @param folder the pipeline's folder
 * @param weightVariant which of its weights are meant, e.g. {@code "fp16"}; empty for the plain ones
 * @param variant how it repaints
 * @param modelHash tells its content from other models', in hexadecimal: equal wherever the same files lie
 */
public record PretrainedPipeline(
        Path folder,
        Optional<String> weightVariant,
        FluxVariant variant,
        FluxConfig transformer,
        AutoencoderKlConfig vae,
        ClipTextConfig textEncoder,
        T5Config textEncoder2,
        FlowMatchEulerConfig scheduler,
        String modelHash)
        implements PretrainedModel {
    /**
     * Reads folders of {@code FluxPipeline}, {@code FluxInpaintPipeline}, {@code FluxImg2ImgPipeline} and {@code FluxFillPipeline}.
     *
     * @throws ModelFormatException if the pipeline or a setting of it is not supported, or something is missing or malformed; the
     *     message names file and field
     */
    public static PretrainedPipeline read(Path folder) {
        return read(folder, Optional.empty());
    }

    /** As {@link #read(Path)}, with the weights of a variant where a component has them, e.g. {@code "fp16"}. */
    public static PretrainedPipeline read(Path folder, Optional<String> weightVariant) {
        ModelFolder model = new ModelFolder(folder, weightVariant.orElse(null));
        return read(model, model.readModelIndex());
    }

    static PretrainedPipeline read(ModelFolder model, Config index) {
        FluxVariant variant = FluxVariant.of(index.stringAt("_class_name"), model.modelIndex());
        model.require(FluxFamily.COMPONENTS, index);
        FluxConfig transformer = FluxConfigReader.read(model.config(FluxFamily.TRANSFORMER));
        AutoencoderKlConfig vae = AutoencoderKlConfigReader.read(model.config(Component.VAE));
        ClipTextConfig textEncoder = ClipTextConfigReader.read(model.config(Component.TEXT_ENCODER));
        T5Config textEncoder2 = T5ConfigReader.read(model.config(FluxFamily.TEXT_ENCODER_2));
        FlowMatchEulerConfig scheduler = FlowMatchEulerConfigReader.read(model.config(FluxFamily.SCHEDULER));
        FluxFit fit = new FluxFit(FluxFamily.TRANSFORMER.configIn(model.path()), variant, transformer);
        fit.requireVae(vae);
        fit.requireTextEncoders(textEncoder, textEncoder2);
        return new PretrainedPipeline(
                model.path(),
                Optional.ofNullable(model.variant()),
                variant,
                transformer,
                vae,
                textEncoder,
                textEncoder2,
                scheduler,
                ModelHash.of(model, FluxFamily.COMPONENTS));
    }

    SamplerChoice samplers() {
        return new OnlySampler(FluxFamily.SCHEDULER.classNames().get(0), new FlowMatchEuler(scheduler));
    }

    @Override
    public PretrainedModel withSampler(String className) {
        samplers().named(className);
        return this;
    }

    ModelFolder modelFolder() {
        return new ModelFolder(folder, weightVariant.orElse(null));
    }

    @Override
    public Pipeline load(Placement placement, Kernels kernels) {
        return FluxPipeline.load(this, placement, kernels);
    }

    /** Whether the denoiser takes the guidance scale as an input (FLUX.1-dev, Fill), or has none (schnell). */
    public boolean guidanceEmbeds() {
        return transformer.guidanceEmbeds();
    }
}
