package io.instgenie.benchmarks;

import io.instgenie.model.unet.TextConditions;
import io.instgenie.model.unet.UNet2DConditionModel;
import io.instgenie.model.unet.UNetConditioning;
import io.instgenie.model.unet.UNetLane;
import io.instgenie.model.unet.UNetPass;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import io.instgenie.weights.Weights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Times dense steps of a {@link RandomUNet} with guidance, two lanes, so that a peer in another process can be timed in turns with them: a
 * line in, a line of milliseconds out; for the line {@code places}, one with every block's name and microseconds. Its first line tells of
 * the workload: cells a side, text tokens, the model's folder. Arguments: the folder of models, a {@link UNetSize}, threads.
 */
public final class UNetStepServer {
    private static final double GUIDANCE = 7.5;

    private UNetStepServer() {}

    public static void main(String[] args) throws IOException {
        UNetSize size = UNetSize.valueOf(args[1]);
        Path folder = RandomUNet.write(Path.of(args[0]), size);
        TorchRuntime.useThreads(Integer.parseInt(args[2]));
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(folder);
                UNet2DConditionModel unet = new UNet2DConditionModel(size.config(), weights);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            List<UNetLane> lanes = List.of(lane(unet, size), lane(unet, size));
            System.out.println(UNetSize.GRID + " " + UNetSize.TEXT_TOKENS + " " + folder);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(line.equals("places") ? blockMillis(unet, lanes) : stepMillis(unet, lanes));
            }
            lanes.forEach(lane -> lane.conditioning().close());
        }
    }

    private static UNetLane lane(UNet2DConditionModel unet, UNetSize size) {
        Tensor states = torch.randn(UNetSize.TEXT_TOKENS, size.config().crossAttentionDim());
        TextConditions text = new TextConditions(
                states,
                size.pooledDim() == 0
                        ? null
                        : new TextConditions.Added(
                                torch.randn(size.pooledDim()), List.of(1024, 1024, 0, 0, 1024, 1024)));
        UNetConditioning conditioning = unet.condition(new float[] {500}, GUIDANCE, text);
        Tensor input =
                torch.randn((long) UNetSize.GRID * UNetSize.GRID, size.config().inChannels()); // [cells, inChannels]
        return new UNetLane(input, conditioning, 0);
    }

    private static double stepMillis(UNet2DConditionModel unet, List<UNetLane> lanes) {
        long start = System.nanoTime();
        try (TensorScope scope = TensorScope.open();
                UNetPass pass = unet.enter(lanes, UNetSize.GRID, UNetSize.GRID)) {
            for (int block = 0; block < unet.places().size(); block++) {
                pass.run(block);
            }
            Tensors.toFloats(guided(pass.output()));
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Lanes {@code [2, cells, channels]}, the negative prompt's first, to {@code [cells, channels]}. */
    private static Tensor guided(Tensor lanes) {
        return torch.lerp(lanes.select(0, 0), lanes.select(0, 1), new Scalar(GUIDANCE));
    }

    private static String blockMillis(UNet2DConditionModel unet, List<UNetLane> lanes) {
        StringBuilder line = new StringBuilder();
        try (TensorScope scope = TensorScope.open();
                UNetPass pass = unet.enter(lanes, UNetSize.GRID, UNetSize.GRID)) {
            for (int block = 0; block < unet.places().size(); block++) {
                long start = System.nanoTime();
                pass.run(block);
                line.append(unet.places().get(block))
                        .append(' ')
                        .append((System.nanoTime() - start) / 1000)
                        .append(' ');
            }
        }
        return line.toString();
    }
}
