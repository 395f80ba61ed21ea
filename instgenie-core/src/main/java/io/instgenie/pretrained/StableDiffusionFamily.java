package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.unet.UNet2DConditionConfig;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stable Diffusion 1.5, 2.1 and XL, made for painting or for inpainting. */
final class StableDiffusionFamily implements Family {
    private static final Logger LOGGER = LoggerFactory.getLogger(StableDiffusionFamily.class);

    static final Component UNET = new Component("unet", Component.Kind.NETWORK, "UNet2DConditionModel");
    static final Component SCHEDULER = Component.scheduler(DiffusionSamplers.supported());
    static final Component TEXT_ENCODER_2 =
            new Component("text_encoder_2", Component.Kind.TEXT_ENCODER, "CLIPTextModelWithProjection");
    static final Component TOKENIZER_2 =
            new Component("tokenizer_2", Component.Kind.TOKENIZER, "CLIPTokenizer", "CLIPTokenizerFast");

    static final ImmutableList<Component> COMPONENTS =
            ImmutableList.of(UNET, Component.VAE, Component.TEXT_ENCODER, SCHEDULER, Component.TOKENIZER);
    static final ImmutableList<Component> COMPONENTS_OF_XL = ImmutableList.<Component>builder()
            .addAll(COMPONENTS)
            .add(TEXT_ENCODER_2, TOKENIZER_2)
            .build();

    private static final String SAFETY_CHECKER = "safety_checker";
    private static final String AESTHETICS = "requires_aesthetics_score";

    @Override
    public Set<String> pipelineClasses() {
        return StableDiffusionVariant.pipelineClasses();
    }

    @Override
    public PretrainedModel read(ModelFolder folder, Config index) {
        StableDiffusionVariant variant = StableDiffusionVariant.of(index.stringAt("_class_name"));
        if (index.boolAt(AESTHETICS, false)) {
            throw index.invalid(AESTHETICS, "is true: SDXL's refiner is not supported, its base model is");
        }
        folder.require(variant.components(), index);
        if (index.holdsAnythingAt(SAFETY_CHECKER)) {
            LOGGER.info(
                    "{}: the {} is left out; EditEngineBuilder.resultFilter can judge pictures",
                    folder.modelIndex(),
                    SAFETY_CHECKER);
        }
        StableDiffusionModel.Networks networks = networks(folder, variant);
        new StableDiffusionFit(UNET.configIn(folder.path()), networks).require();
        return new StableDiffusionModel(
                folder,
                variant,
                networks,
                samplers(folder, variant),
                index.boolAt("force_zeros_for_empty_prompt", true),
                ModelHash.of(folder, variant.components()));
    }

    private static StableDiffusionModel.Networks networks(ModelFolder folder, StableDiffusionVariant variant) {
        UNet2DConditionConfig unet = UNet2DConditionConfigReader.read(folder.config(UNET));
        AutoencoderKlConfig vae =
                AutoencoderKlConfigReader.read(folder.config(Component.VAE)).withoutShift();
        ClipTextConfig textEncoder = ClipTextConfigReader.read(folder.config(Component.TEXT_ENCODER));
        @Nullable
        ClipTextConfig textEncoder2 =
                variant.hasTwoEncoders() ? ClipTextConfigReader.read(folder.config(TEXT_ENCODER_2)) : null;
        return new StableDiffusionModel.Networks(unet, vae, textEncoder, textEncoder2);
    }

    private static DiffusionSamplers samplers(ModelFolder folder, StableDiffusionVariant variant) {
        DiffusionSamplers samplers = DiffusionSamplers.of(folder.config(SCHEDULER));
        return variant.hasTwoEncoders() ? samplers : samplers.corrected();
    }
}
