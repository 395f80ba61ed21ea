package io.instgenie.model.unet;

import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.weights.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Lays out a network's blocks in the order in which they run. Used once. */
final class UNetBuilder {
    private final UNet2DConditionConfig config;
    private final Weights weights;
    private final List<UNetBlock> blocks = new ArrayList<>();
    private final List<ResnetBlock2D> resnets = new ArrayList<>();
    private final List<BasicTransformerBlock> transformerBlocks = new ArrayList<>();
    private final BitSet skips = new BitSet();
    private final Deque<Integer> skipChannels = new ArrayDeque<>();
    private int channels;

    UNetBuilder(UNet2DConditionConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
        List<Level> levels = config.levels();
        channels = levels.get(0).channels();
        blocks.add(new ConvIn("conv_in", weights, config.inChannels(), channels));
        leaveSkip();
        for (int i = 0; i < levels.size(); i++) {
            down("down_blocks." + i, levels.get(i), i == levels.size() - 1);
        }
        middle(levels.get(levels.size() - 1));
        for (int i = 0; i < levels.size(); i++) {
            up("up_blocks." + i, levels.get(levels.size() - 1 - i), i == levels.size() - 1);
        }
        blocks.add(new ConvOut(weights, config));
    }

    private void down(String block, Level level, boolean last) {
        for (int i = 0; i < level.down().size(); i++) {
            blocks.add(resnet(block + ".resnets." + i, channels, level.channels(), 1));
            transformer(block + ".attentions." + i, level, level.down().get(i));
            leaveSkip();
        }
        if (!last) {
            blocks.add(new Downsample2D(block + ".downsamplers.0", weights, channels));
            leaveSkip();
        }
    }

    private void middle(Level level) {
        double scale = config.middle().scaleFactor();
        blocks.add(resnet("mid_block.resnets.0", channels, channels, scale));
        transformer("mid_block.attentions.0", level, config.middle().transformerLayers());
        blocks.add(resnet("mid_block.resnets.1", channels, channels, scale));
    }

    private void up(String block, Level level, boolean last) {
        for (int i = 0; i < level.up().size(); i++) {
            int in = channels + skipChannels.pop();
            blocks.add(new UpResnetBlock2D(resnet(block + ".resnets." + i, in, level.channels(), 1)));
            transformer(block + ".attentions." + i, level, level.up().get(i));
        }
        if (!last) {
            blocks.add(new Upsample2D(block + ".upsamplers.0", weights, channels));
        }
    }

    private ResnetBlock2D resnet(String place, int in, int out, double scaleFactor) {
        ResnetBlock2D resnet = new ResnetBlock2D(
                place,
                weights,
                new ResnetBlock2D.Shape(resnets.size(), in, out, config.time().width(), scaleFactor),
                config.norm());
        resnets.add(resnet);
        channels = out;
        return resnet;
    }

    private void transformer(String place, Level level, int layers) {
        if (layers == 0) {
            return;
        }
        blocks.add(new TransformerIn(place, weights, channels, config.norm().groups()));
        for (int i = 0; i < layers; i++) {
            BasicTransformerBlock block = new BasicTransformerBlock(
                    place + ".transformer_blocks." + i,
                    weights,
                    new BasicTransformerBlock.Shape(
                            transformerBlocks.size(), channels, level.heads(), config.crossAttentionDim()));
            transformerBlocks.add(block);
            blocks.add(block);
        }
        blocks.add(new TransformerOut(place, weights, channels));
    }

    /** The way up reads what the last block made. */
    private void leaveSkip() {
        skips.set(blocks.size() - 1);
        skipChannels.push(channels);
    }

    List<UNetBlock> blocks() {
        return List.copyOf(blocks);
    }

    /** Of {@link #blocks()}, those whose output the way up reads. */
    BitSet skips() {
        return skips;
    }

    /** In the order of their numbers. */
    List<ResnetBlock2D> resnets() {
        return List.copyOf(resnets);
    }

    /** In the order of their numbers. */
    List<BasicTransformerBlock> transformerBlocks() {
        return List.copyOf(transformerBlocks);
    }
}
