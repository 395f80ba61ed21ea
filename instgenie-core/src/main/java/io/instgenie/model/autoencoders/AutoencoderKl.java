package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.Conv2d;
import io.instgenie.tensor.Placement;
import io.instgenie.weights.Weights;
import java.util.function.LongPredicate;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * Pictures to latents and back (Diffusers' {@code AutoencoderKL}). Latents outside this class are in the denoiser's scale:
 * {@code (z - shiftFactor) * scalingFactor}. Thread-safe.
 */
public final class AutoencoderKl implements AutoCloseable {
    private final AutoencoderKlConfig config;
    private final Placement placement;
    private final Encoder encoder;
    private final Decoder decoder;
    private final @Nullable Conv2d quant;
    private final @Nullable Conv2d postQuant;
    /** Of pictures' pixels: whether they are too many to be computed whole. */
    private volatile LongPredicate tiled = pixels -> false;

    /**
     * Takes all parameters from {@code weights}.
     *
     * @throws io.instgenie.edit.ModelFormatException if one is missing or of another shape than {@code config} asks for
     */
    public AutoencoderKl(AutoencoderKlConfig config, Weights weights) {
        this.config = config;
        placement = weights.placement();
        long latents = config.latentChannels();
        encoder = new Encoder(config, weights.in("encoder."));
        decoder = new Decoder(config, weights.in("decoder."));
        quant = config.useQuantConv() ? Conv2d.pointwise(weights.in("quant_conv."), 2 * latents, 2 * latents) : null;
        postQuant =
                config.usePostQuantConv() ? Conv2d.pointwise(weights.in("post_quant_conv."), latents, latents) : null;
    }

    public AutoencoderKlConfig config() {
        return config;
    }

    /**
     * Encodes and decodes pictures in tiles where {@code tooLarge} says so of their number of pixels, and they are larger than a tile: to be
     * called before anything is computed (Diffusers' {@code enable_vae_tiling}). A model whose {@linkplain AutoencoderKlConfig#canTile size}
     * makes no tiles computes them whole nonetheless.
     */
    public void tileWhere(LongPredicate tooLarge) {
        tiled = tooLarge;
    }

    /** Whether pictures of this size are computed in tiles. */
    public boolean tiles(long height, long width) {
        return config.canTile() && Math.max(height, width) > config.sampleSize() && tiled.test(height * width);
    }

    /**
     * The posterior of pictures, in the VAE's own scale: bring what is taken from it to the denoiser's by {@link #scale}.
     *
     * @param pictures {@code [batch, 3, H, W]} in [-1, 1], on the CPU, as the posterior will be
     */
    public Posterior encode(Tensor pictures) {
        Tensor placed = placement.compute(pictures).contiguous(MemoryFormat.ChannelsLast); // [batch, 3, H, W]
        Tensor parameters = tiles(placed.size(2), placed.size(3))
                ? new TiledPass(config.sampleSize(), latentTile())
                        .apply(placed, 2L * config.latentChannels(), this::encoded)
                : encoded(placed); // [batch, 2 * latentChannels, h, w]
        return Posterior.of(placement.toHost(parameters));
    }

    private Tensor encoded(Tensor pictures) {
        Tensor parameters = encoder.apply(pictures); // [batch, 2 * latentChannels, h, w]
        return quant == null ? parameters : quant.apply(parameters);
    }

    private long latentTile() {
        return config.sampleSize() / config.scaleFactor();
    }

    /** Latents from the VAE's scale to the denoiser's. */
    public Tensor scale(Tensor latents) {
        return latents.sub(new Scalar(config.shiftFactor())).mul_(new Scalar(config.scalingFactor()));
    }

    /**
     * Latents to pictures.
     *
     * @param latents {@code [batch, latentChannels, h, w]} in the denoiser's scale, on the CPU
     * @return {@code [batch, 3, H, W]}, not clamped, where this network is
     */
    public Tensor decode(Tensor latents) {
        int scale = config.scaleFactor();
        return tiles(latents.size(2) * scale, latents.size(3) * scale)
                ? new TiledPass(latentTile(), config.sampleSize())
                        .apply(latents, config.outChannels(), tile -> decode(tile, new WholePass()))
                : decode(latents, new WholePass()); // [batch, 3, H, W]
    }

    Tensor decode(Tensor latents, LayerPass pass) {
        return decoder.apply(decoderInput(latents), pass); // [batch, 3, H, W]
    }

    private Tensor decoderInput(Tensor latents) {
        Tensor unscaled = placement
                .compute(latents.div(new Scalar(config.scalingFactor())).add_(new Scalar(config.shiftFactor())))
                .contiguous(MemoryFormat.ChannelsLast); // [batch, latentChannels, h, w]
        return postQuant == null ? unscaled : postQuant.apply(unscaled); // [batch, latentChannels, h, w]
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
        if (quant != null) {
            quant.close();
        }
        if (postQuant != null) {
            postQuant.close();
        }
    }
}
