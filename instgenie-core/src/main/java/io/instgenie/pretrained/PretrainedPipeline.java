package io.instgenie.pretrained;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.Pipeline;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.T5Config;
import io.instgenie.tensor.Placement;
import io.instgenie.weights.WeightFiles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A FLUX pipeline's folder as Diffusers' {@code save_pretrained} writes it: what it holds, read and checked, but for the values of its
 * weights. Its configs fit each other. Immutable.
 *
 * @param folder the pipeline's folder; {@link Component#in} gives the folders of its parts
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
    static final String MODEL_INDEX = "model_index.json";

    /**
     * Reads {@code FluxPipeline}, {@code FluxInpaintPipeline} and {@code FluxFillPipeline} folders.
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
        model.requireModelIndex();
        Path indexFile = model.modelIndex();
        Config index = Config.read(indexFile);
        FluxVariant variant = FluxVariant.of(index.stringAt("_class_name"), indexFile);
        for (Component component : Component.values()) {
            component.requireIn(folder, index);
        }
        model.requireVariant();
        FluxConfig transformer = FluxConfigReader.read(Config.read(Component.TRANSFORMER.configIn(folder)));
        AutoencoderKlConfig vae = AutoencoderKlConfigReader.read(Config.read(Component.VAE.configIn(folder)));
        ClipTextConfig textEncoder = ClipTextConfigReader.read(Config.read(Component.TEXT_ENCODER.configIn(folder)));
        T5Config textEncoder2 = T5ConfigReader.read(Config.read(Component.TEXT_ENCODER_2.configIn(folder)));
        FlowMatchEulerConfig scheduler =
                FlowMatchEulerConfigReader.read(Config.read(Component.SCHEDULER.configIn(folder)));
        FluxFit fit = new FluxFit(Component.TRANSFORMER.configIn(folder), variant, transformer);
        fit.requireVae(vae);
        fit.requireTextEncoders(textEncoder, textEncoder2);
        return new PretrainedPipeline(
                folder,
                weightVariant,
                variant,
                transformer,
                vae,
                textEncoder,
                textEncoder2,
                scheduler,
                ModelHash.of(model));
    }

    /** The files that a network's weights are in. */
    WeightFiles weights(Component network) {
        return new ModelFolder(folder, weightVariant.orElse(null)).weights(network);
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
