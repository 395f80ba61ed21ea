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
    /** A product of a 3x3 convolution: nine places, a multiplication and an addition each. */
    private static final double FLOPS_OF_CONVOLUTION = 18;
    /** Queries, keys, values and output of attention to the map; queries and output of that to the text; 8 and 4 widths of GEGLU. */
    private static final double FLOPS_OF_TRANSFORMER = 2 * (4 + 2 + 8 + 4);

    private final UNet2DConditionConfig config;
    private final Weights weights;
    private final List<UNetLayer> layers = new ArrayList<>();
    private final List<ResnetBlock2D> resnets = new ArrayList<>();
    private final List<BasicTransformerBlock> transformerBlocks = new ArrayList<>();
    private final BitSet skips = new BitSet();
    private final Deque<Integer> skipChannels = new ArrayDeque<>();
    private int channels;
    private int depth;

    UNetBuilder(UNet2DConditionConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
        List<Level> levels = config.levels();
        channels = levels.get(0).channels();
        convolution(new ConvIn("conv_in", weights, config.inChannels(), channels), "in", config.inChannels());
        leaveSkip();
        for (int i = 0; i < levels.size(); i++) {
            depth = i;
            down("down_blocks." + i, levels.get(i), i == levels.size() - 1);
        }
        middle(levels.get(levels.size() - 1));
        for (int i = 0; i < levels.size(); i++) {
            depth = levels.size() - 1 - i;
            up("up_blocks." + i, levels.get(depth), depth == 0);
        }
        convolution(new ConvOut(weights, config), "out", config.outChannels());
    }

    private void down(String block, Level level, boolean last) {
        for (int i = 0; i < level.down().size(); i++) {
            int in = channels;
            residual(resnet(block + ".resnets." + i, in, level.channels(), 1), in);
            transformer(block + ".attentions." + i, level, level.down().get(i));
            leaveSkip();
        }
        if (!last) {
            depth++;
            convolution(new Downsample2D(block + ".downsamplers.0", weights, channels), "down", channels);
            leaveSkip();
        }
    }

    private void middle(Level level) {
        double scale = config.middle().scaleFactor();
        residual(resnet("mid_block.resnets.0", channels, channels, scale), channels);
        transformer("mid_block.attentions.0", level, config.middle().transformerLayers());
        residual(resnet("mid_block.resnets.1", channels, channels, scale), channels);
    }

    private void up(String block, Level level, boolean last) {
        for (int i = 0; i < level.up().size(); i++) {
            int in = channels + skipChannels.pop();
            residual(new UpResnetBlock2D(resnet(block + ".resnets." + i, in, level.channels(), 1)), in);
            transformer(block + ".attentions." + i, level, level.up().get(i));
        }
        if (!last) {
            depth--;
            convolution(new Upsample2D(block + ".upsamplers.0", weights, channels), "up", channels);
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
        linear(new TransformerIn(place, weights, channels, config.norm().groups()));
        for (int i = 0; i < layers; i++) {
            BasicTransformerBlock block = new BasicTransformerBlock(
                    place + ".transformer_blocks." + i,
                    weights,
                    new BasicTransformerBlock.Shape(
                            transformerBlocks.size(), channels, level.heads(), config.crossAttentionDim()));
            transformerBlocks.add(block);
            add(block, "transformer " + channels, FLOPS_OF_TRANSFORMER * channels * channels, true);
        }
        linear(new TransformerOut(place, weights, channels));
    }

    private void residual(UNetBlock block, int in) {
        double shortcut = in == channels ? 0 : 2.0 * in * channels;
        double convolutions = FLOPS_OF_CONVOLUTION * (in + channels) * channels;
        add(block, "residual " + in + "-" + channels, convolutions + shortcut, false);
    }

    private void convolution(UNetBlock block, String name, int others) {
        add(block, name + " " + channels, FLOPS_OF_CONVOLUTION * others * channels, false);
    }

    private void linear(UNetBlock block) {
        add(block, "projection " + channels, 2.0 * channels * channels, false);
    }

    private void add(UNetBlock block, String kind, double flopsPerRow, boolean attends) {
        layers.add(new UNetLayer(block, "level " + depth + " " + kind, depth, flopsPerRow, attends));
    }

    /** The way up reads what the last block made. */
    private void leaveSkip() {
        skips.set(layers.size() - 1);
        skipChannels.push(channels);
    }

    List<UNetLayer> layers() {
        return List.copyOf(layers);
    }

    /** Of {@link #layers()}, those whose output the way up reads. */
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
