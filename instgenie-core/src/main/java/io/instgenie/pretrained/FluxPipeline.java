package io.instgenie.pretrained;

import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.Prompts;
import io.instgenie.model.Repainting;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.flux.FluxPrompts;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.T5EncoderModel;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.T5Tokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import java.nio.file.Path;

/** The models of a FLUX folder, ready to run. Thread-safe until closed. */
public final class FluxPipeline implements Pipeline {
    /** Latents along a token's side. */
    private static final int PATCH = 2;
    /** Numbers of a row's width that a block has in use at a time, at most. */
    private static final int BLOCK_WIDTHS = 20;

    private final PretrainedPipeline description;
    private final NetworkLoader networks;
    private final Prompts prompts;
    private final PipelineSpec spec;
    private final FluxTransformer transformer;
    private final AutoencoderKl vae;

    private FluxPipeline(PretrainedPipeline description, Placement placement, Kernels kernels) {
        this.description = description;
        networks = new NetworkLoader(description.modelFolder(), placement);
        FluxVariant variant = description.variant();
        spec = new PipelineSpec(
                description.modelHash(),
                new Patches(
                        description.vae().latentChannels(), description.vae().scaleFactor(), PATCH),
                description.samplers(),
                new PipelineSpec.Guidance(variant.guidanceScale(), false),
                true,
                description.vae().sampleSize(),
                BLOCK_WIDTHS * description.transformer().width()
                        + 2 * description.transformer().inChannels());
        Path folder = description.folder();
        Tokenizer clip = ClipTokenizer.open(Component.TOKENIZER.in(folder));
        Tokenizer t5 = T5Tokenizer.open(FluxFamily.TOKENIZER_2.in(folder));
        try (TensorScope scope = TensorScope.open()) {
            ClipTextModel textEncoder = networks.load(
                    Component.TEXT_ENCODER, weights -> new ClipTextModel(description.textEncoder(), weights));
            T5EncoderModel textEncoder2 = networks.load(
                    FluxFamily.TEXT_ENCODER_2, weights -> new T5EncoderModel(description.textEncoder2(), weights));
            prompts = new FluxPrompts(clip, t5, textEncoder, textEncoder2);
            transformer = networks.load(
                    FluxFamily.TRANSFORMER,
                    weights -> new FluxTransformer(description.transformer(), weights, kernels));
            vae = networks.load(Component.VAE, weights -> new AutoencoderKl(description.vae(), weights));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Loads the plain weights in {@code folder} for the CPU. */
    public static FluxPipeline load(Path folder) {
        return load(PretrainedPipeline.read(folder), Placement.CPU, new TorchKernels());
    }

    /**
     * Loads everything that {@code description} tells of.
     *
     * @param placement of all networks
     * @param kernels of that device
     * @throws io.instgenie.edit.ModelFormatException if something is missing, malformed or unsupported
     */
    public static FluxPipeline load(PretrainedPipeline description, Placement placement, Kernels kernels) {
        return new FluxPipeline(description, placement, kernels);
    }

    /** What its folder holds. */
    public PretrainedPipeline description() {
        return description;
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
    public FluxTransformer denoiser() {
        return transformer;
    }

    @Override
    public AutoencoderKl autoencoder() {
        return vae;
    }

    @Override
    public Repainting repainting() {
        return description.variant().repainting(spec.patches());
    }

    @Override
    public void close() {
        networks.close();
    }
}
