package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The Stable Diffusion models whose call has the same shape and defaults, told by the pipeline class of their folder. */
enum StableDiffusionVariant {
    /** 1.x and 2.x. */
    ONE_ENCODER(
            false, 7.5, "StableDiffusionPipeline", "StableDiffusionInpaintPipeline", "StableDiffusionImg2ImgPipeline"),
    XL(true, 5, "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline"),
    XL_INPAINT(true, 7.5, "StableDiffusionXLInpaintPipeline");

    private final boolean hasTwoEncoders;
    private final double guidanceScale;
    private final ImmutableList<String> pipelines;

    StableDiffusionVariant(boolean hasTwoEncoders, double guidanceScale, String... pipelines) {
        this.hasTwoEncoders = hasTwoEncoders;
        this.guidanceScale = guidanceScale;
        this.pipelines = ImmutableList.copyOf(pipelines);
    }

    /** Whether it is SDXL: two text encoders, and a denoiser that is told of pooled text and sizes. */
    boolean hasTwoEncoders() {
        return hasTwoEncoders;
    }

    /** The class's default for the guidance scale. */
    double guidanceScale() {
        return guidanceScale;
    }

    List<Component> components() {
        return hasTwoEncoders ? StableDiffusionFamily.COMPONENTS_OF_XL : StableDiffusionFamily.COMPONENTS;
    }

    /** The variant of a pipeline class of {@link #pipelineClasses}. */
    static StableDiffusionVariant of(String className) {
        return Arrays.stream(values())
                .filter(variant -> variant.pipelines.contains(className))
                .findFirst()
                .orElseThrow();
    }

    /** Of all variants. */
    static Set<String> pipelineClasses() {
        return Arrays.stream(values())
                .flatMap(variant -> variant.pipelines.stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
