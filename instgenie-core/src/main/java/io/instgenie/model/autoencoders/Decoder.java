package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.Conv2d;
import io.instgenie.model.layers.DoublingConv2d;
import io.instgenie.model.layers.GroupNorm;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Latents to pictures (Diffusers' {@code Decoder}). Thread-safe. */
final class Decoder implements AutoCloseable {
    private final Conv2d convIn;
    private final MidBlock mid;
    private final List<Level> levels;
    private final GroupNorm normOut;
    private final Conv2d convOut;

    Decoder(AutoencoderKlConfig config, Weights weights) {
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        convIn = Conv2d.same(weights.in("conv_in."), config.latentChannels(), channels.get(last));
        mid = new MidBlock(config, weights.in("mid_block."), channels.get(last));
        levels = new ArrayList<>();
        for (int level = 0; level <= last; level++) {
            int in = channels.get(Math.min(last - level + 1, last));
            levels.add(new Level(
                    config, weights.in("up_blocks." + level + "."), in, channels.get(last - level), level < last));
        }
        normOut = new GroupNorm(weights.in("conv_norm_out."), config.normNumGroups(), channels.get(0));
        convOut = Conv2d.same(weights.in("conv_out."), channels.get(0), config.outChannels());
    }

    /** {@code [batch, latentChannels, h, w]} to {@code [batch, outChannels, h * scale, w * scale]}. */
    Tensor apply(Tensor latents, LayerPass pass) {
        Parts hidden = mid.apply(Parts.of(convIn.apply(latents)), pass); // [batch, channels, h, w]
        for (int i = 0; i < levels.size(); i++) {
            Parts before = hidden;
            hidden = levels.get(i).apply(pass.enterLevel(i, before), pass); // [batch, channels, h', w']
            before.free();
        }
        return convOut.apply(torch.silu_(pass.normalize(normOut, hidden).first())); // [batch, outChannels, H, W]
    }

    @Override
    public void close() {
        convIn.close();
        mid.close();
        levels.forEach(Level::close);
        normOut.close();
        convOut.close();
    }

    /** One resolution (Diffusers' {@code UpDecoderBlock2D}). Frees its input. */
    private static final class Level implements AutoCloseable {
        private final List<ResnetBlock> resnets = new ArrayList<>();
        private final List<DoublingConv2d> upsampler;

        Level(AutoencoderKlConfig config, Weights weights, long in, long out, boolean doubles) {
            for (int i = 0; i <= config.layersPerBlock(); i++) {
                resnets.add(new ResnetBlock(
                        weights.in("resnets." + i + "."), config.normNumGroups(), i == 0 ? in : out, out));
            }
            upsampler = doubles ? List.of(new DoublingConv2d(weights.in("upsamplers.0.conv."), out, out)) : List.of();
        }

        Parts apply(Parts x, LayerPass pass) {
            Parts hidden = x;
            for (ResnetBlock resnet : resnets) {
                Parts before = hidden;
                hidden = resnet.apply(before, pass); // [batch, out, h, w]
                before.free();
            }
            for (DoublingConv2d conv : upsampler) {
                hidden = hidden.replaced(conv::apply); // [batch, out, 2 h, 2 w]
            }
            return hidden;
        }

        @Override
        public void close() {
            resnets.forEach(ResnetBlock::close);
            upsampler.forEach(DoublingConv2d::close);
        }
    }
}
