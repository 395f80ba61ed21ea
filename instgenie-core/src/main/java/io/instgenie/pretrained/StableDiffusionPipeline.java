package io.instgenie.pretrained;

import io.instgenie.model.Denoiser;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.Prompts;
import io.instgenie.model.Repainting;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.textencoders.ClipTextConfig;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.ClipTextModelWithProjection;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.model.unet.StableDiffusionPrompts;
import io.instgenie.model.unet.StableDiffusionXlPrompts;
import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionModel;
import io.instgenie.model.unet.UNetDenoiser;
import io.instgenie.model.unet.UNetPrompts;
import io.instgenie.model.unet.UNetRepainting;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import java.nio.file.Path;

/** The networks of a Stable Diffusion folder, ready to run. Thread-safe until closed. */
final class StableDiffusionPipeline implements Pipeline {
    private final PipelineSpec spec;
    private final Repainting repainting;
    private final NetworkLoader networks;
    private final Prompts prompts;
    private final UNetDenoiser denoiser;
    private final AutoencoderKl vae;

    /** @throws io.instgenie.edit.ModelFormatException if something is missing, malformed or unsupported */
    StableDiffusionPipeline(StableDiffusionModel model, Placement placement) {
        AutoencoderKlConfig vaeConfig = model.networks().vae();
        UNet2DConditionConfig unetConfig = model.networks().unet();
        Patches patches = new Patches(vaeConfig.latentChannels(), vaeConfig.scaleFactor(), 1);
        boolean toldGuidance = unetConfig.time().guidanceDim() > 0;
        spec = new PipelineSpec(
                model.modelHash(),
                patches,
                model.samplers(),
                new PipelineSpec.Guidance(model.variant().guidanceScale(), !toldGuidance),
                false,
                vaeConfig.sampleSize(),
                UNetDenoiser.rowNumbers(unetConfig));
        repainting = new UNetRepainting(patches, unetConfig.inChannels() != patches.channels());
        networks = new NetworkLoader(model.folder(), placement);
        try (TensorScope scope = TensorScope.open()) {
            prompts = prompts(model);
            denoiser = new UNetDenoiser(networks.load(
                    StableDiffusionFamily.UNET, weights -> new UNet2DConditionModel(unetConfig, weights)));
            vae = networks.load(Component.VAE, weights -> new AutoencoderKl(vaeConfig, weights));
        } catch (RuntimeException | Error e) {
            networks.close();
            throw e;
        }
    }

    private Prompts prompts(StableDiffusionModel model) {
        Path folder = model.folder().path();
        Tokenizer tokenizer = ClipTokenizer.open(Component.TOKENIZER.in(folder));
        ClipTextModel textEncoder = networks.load(
                Component.TEXT_ENCODER,
                weights -> new ClipTextModel(model.networks().textEncoder(), weights));
        ClipTextConfig config2 = model.networks().textEncoder2();
        if (config2 == null) {
            StableDiffusionPrompts one = new StableDiffusionPrompts(tokenizer, textEncoder);
            return new UNetPrompts(prompt -> one.encode(prompt, 0), one::encodeNegative);
        }
        StableDiffusionXlPrompts two = new StableDiffusionXlPrompts(
                tokenizer,
                textEncoder,
                ClipTokenizer.open(StableDiffusionFamily.TOKENIZER_2.in(folder)),
                networks.load(
                        StableDiffusionFamily.TEXT_ENCODER_2,
                        weights -> new ClipTextModelWithProjection(config2, weights)),
                model.forceZerosForEmptyPrompt());
        return new UNetPrompts(prompt -> two.encode(prompt, 0), two::encodeNegative);
    }

    @Override
    public PipelineSpec spec() {
        return spec;
    }

    @Override
    public Prompts prompts() {
        return prompts;
    }

    @Override
    public AutoencoderKl autoencoder() {
        return vae;
    }

    @Override
    public Repainting repainting() {
        return repainting;
    }

    @Override
    public Denoiser denoiser() {
        return denoiser;
    }

    @Override
    public void close() {
        networks.close();
    }
}
