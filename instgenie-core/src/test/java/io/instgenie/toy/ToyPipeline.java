package io.instgenie.toy;

import io.instgenie.model.Denoiser;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Patches;
import io.instgenie.model.Pipeline;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.Prompts;
import io.instgenie.model.Repainting;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.samplers.OnlySampler;
import io.instgenie.parity.UNetParityCase;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.Weights;
import java.util.List;

/** A random denoiser with a small autoencoder of random weights that others made. */
final class ToyPipeline implements Pipeline {
    private static final AutoencoderKlConfig VAE =
            new AutoencoderKlConfig(3, 3, List.of(8, 16, 16, 24), 1, 4, 4, 0.18215, 0, true, true, true, 64);
    private static final long SEED = 7;

    private final PipelineSpec spec;
    private final Prompts prompts = new ToyPrompts();
    private final AutoencoderKl vae;
    private final ToyDenoiser denoiser;

    ToyPipeline(String modelHash) {
        Patches patches = new Patches(VAE.latentChannels(), VAE.scaleFactor(), 1);
        spec = new PipelineSpec(
                modelHash,
                patches,
                new OnlySampler("ToyScheduler", new ToySampler()),
                new PipelineSpec.Guidance(3, true),
                true,
                32,
                200);
        try (TensorScope scope = TensorScope.open();
                NoiseSource random = new NoiseSource(SEED);
                Weights weights = Weights.open(UNetParityCase.SD15_INPAINT.path("model/vae"), Placement.CPU)) {
            vae = new AutoencoderKl(VAE, weights);
            denoiser = new ToyDenoiser(patches.tokenChannels(), random);
        }
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
        return new ToyRepainting();
    }

    @Override
    public Denoiser denoiser() {
        return denoiser;
    }

    @Override
    public void close() {
        denoiser.close();
        vae.close();
    }
}
