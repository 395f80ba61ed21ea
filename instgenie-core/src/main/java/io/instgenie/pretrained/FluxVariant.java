package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.Patches;
import io.instgenie.model.Repainting;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.flux.FillRepainting;
import io.instgenie.model.flux.InpaintRepainting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The ways in which a FLUX model repaints, told by the pipeline class of its folder. */
public enum FluxVariant {
    /** Trained to repaint: the denoiser sees the masked picture's latents and the mask as extra channels. */
    FILL(ImmutableList.of("FluxFillPipeline"), 30) {
        @Override
        int inChannels(AutoencoderKlConfig vae) {
            int maskPixels = vae.scaleFactor() * vae.scaleFactor(); // of one latent
            return TOKEN_LATENTS * (2 * vae.latentChannels() + maskPixels);
        }

        @Override
        Repainting repainting(Patches patches) {
            return new FillRepainting(patches);
        }
    },
    /** Trained to paint: latents outside the mask are put back after every step. */
    INPAINT(ImmutableList.of("FluxInpaintPipeline", "FluxPipeline", "FluxImg2ImgPipeline"), 7) {
        @Override
        int inChannels(AutoencoderKlConfig vae) {
            return TOKEN_LATENTS * vae.latentChannels();
        }

        @Override
        Repainting repainting(Patches patches) {
            return new InpaintRepainting();
        }
    };

    /** A token is a square of 2 x 2 latents. */
    static final int TOKEN_LATENTS = 4;

    private final ImmutableList<String> pipelines;
    private final double guidanceScale;

    FluxVariant(ImmutableList<String> pipelines, double guidanceScale) {
        this.pipelines = pipelines;
        this.guidanceScale = guidanceScale;
    }

    /** Diffusers' default for the guidance scale. */
    double guidanceScale() {
        return guidanceScale;
    }

    abstract Repainting repainting(Patches patches);

    /** Channels of a token as the denoiser receives it; 384 and 64 with FLUX's autoencoder. */
    abstract int inChannels(AutoencoderKlConfig vae);

    /** The variant of a {@code model_index.json}'s pipeline class. */
    static FluxVariant of(String className, Path file) {
        return Arrays.stream(values())
                .filter(variant -> variant.pipelines.contains(className))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(file + ": the pipeline " + className
                        + " is not supported; supported are " + String.join(", ", pipelineClasses())));
    }

    /** Of all variants. */
    static Set<String> pipelineClasses() {
        return Arrays.stream(values())
                .flatMap(variant -> variant.pipelines.stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
