package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.Conv2d;
import io.instgenie.model.layers.GroupNorm;
import io.instgenie.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Pictures to the parameters of their posterior (Diffusers' {@code Encoder}). Thread-safe. */
final class Encoder implements AutoCloseable {
    private final Conv2d convIn;
    private final List<Level> levels;
    private final MidBlock mid;
    private final GroupNorm normOut;
    private final Conv2d convOut;
    private final LayerPass pass = new WholePass();

    Encoder(AutoencoderKlConfig config, Weights weights) {
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        convIn = Conv2d.same(weights.in("conv_in."), config.inChannels(), channels.get(0));
        levels = new ArrayList<>();
        for (int level = 0; level <= last; level++) {
            int in = channels.get(Math.max(level - 1, 0));
            levels.add(
                    new Level(config, weights.in("down_blocks." + level + "."), in, channels.get(level), level < last));
        }
        mid = new MidBlock(config, weights.in("mid_block."), channels.get(last));
        normOut = new GroupNorm(weights.in("conv_norm_out."), config.normNumGroups(), channels.get(last));
        convOut = Conv2d.same(weights.in("conv_out."), channels.get(last), 2L * config.latentChannels());
    }

    /** {@code [batch, inChannels, H, W]} to {@code [batch, 2 * latentChannels, H / scale, W / scale]}. */
    Tensor apply(Tensor pictures) {
        Parts hidden = Parts.of(convIn.apply(pictures)); // [batch, channels, H, W]
        for (Level level : levels) {
            hidden = level.apply(hidden, pass); // [batch, channels, h, w]
        }
        hidden = mid.apply(hidden, pass); // [batch, channels, h, w]
        return convOut.apply(torch.silu_(pass.normalize(normOut, hidden).first())); // [batch, 2 * latentChannels, h, w]
    }

    @Override
    public void close() {
        convIn.close();
        levels.forEach(Level::close);
        mid.close();
        normOut.close();
        convOut.close();
    }

    /** One resolution (Diffusers' {@code DownEncoderBlock2D}). Frees its input. */
    private static final class Level implements AutoCloseable {
        private static final long[] RIGHT_AND_BOTTOM = {0, 1, 0, 1};

        private final List<ResnetBlock> resnets = new ArrayList<>();
        private final List<Conv2d> downsampler;

        Level(AutoencoderKlConfig config, Weights weights, long in, long out, boolean halves) {
            for (int i = 0; i < config.layersPerBlock(); i++) {
                resnets.add(new ResnetBlock(
                        weights.in("resnets." + i + "."), config.normNumGroups(), i == 0 ? in : out, out));
            }
            downsampler = halves ? List.of(Conv2d.halving(weights.in("downsamplers.0.conv."), out, out)) : List.of();
        }

        Parts apply(Parts x, LayerPass pass) {
            Parts hidden = x;
            for (ResnetBlock resnet : resnets) {
                Parts before = hidden;
                hidden = resnet.apply(before, pass); // [batch, out, h, w]
                before.free();
            }
            for (Conv2d conv : downsampler) {
                hidden = hidden.replaced(
                                part -> torch.constant_pad_nd(part, RIGHT_AND_BOTTOM)) // [batch, out, h + 1, w + 1]
                        .replaced(conv::apply); // [batch, out, h / 2, w / 2]
            }
            return hidden;
        }

        @Override
        public void close() {
            resnets.forEach(ResnetBlock::close);
            downsampler.forEach(Conv2d::close);
        }
    }
}
