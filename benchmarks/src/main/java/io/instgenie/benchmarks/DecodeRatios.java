package io.instgenie.benchmarks;

import io.instgenie.EditEngineBuilder;
import io.instgenie.model.Pipeline;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.autoencoders.CellBox;
import io.instgenie.model.autoencoders.MaskedDecoder;
import io.instgenie.model.autoencoders.TemplateStatistics;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.pretrained.PretrainedModels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.tensor.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How much faster the embedded model decodes around a mask than whole, in turns, on one thread and on all, also where each mask
 * differs from the one before, and how close it comes on the eight sample edits.
 * Arguments: rounds (default 25), folder for results (default {@code benchmarks/results}), folder of samples (default
 * {@code instgenie-core/src/test/resources/samples}). Writes {@code decode.json} and {@code decode.md}.
 */
public final class DecodeRatios {
    private static final double[] RATIOS = {0.05, 0.11, 0.2, 0.35, 0.5, 0.75};
    private static final int WARM_UP = 5;
    /** Latents along a side of the embedded model's pictures, and of its tokens. */
    private static final int SIDE = 32;

    private static final int TOKEN = 2;

    private static final int CHANGING_MASKS = 50;
    private static final long SEED = 11;
    /** Tokens in the box of a changing mask, about: a share of 0.14 of the picture, as a square mask of 0.11 has. */
    private static final int BOX_TOKENS = 36;

    private static final int SHORTEST_SIDE = 3;

    private DecodeRatios() {}

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 25;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        Path samples = Path.of(args.length > 2 ? args[2] : "instgenie-core/src/test/resources/samples");
        Path model = EmbeddedModel.folder(EditEngineBuilder.defaultCacheFolder());
        List<DecodeReport.Row> rows = new ArrayList<>();
        List<DecodeReport.Changing> changing = new ArrayList<>();
        try (Pipeline pipeline =
                PretrainedModels.read(model, Optional.empty()).load(Placement.CPU, new TorchKernels())) {
            for (int threads : new TreeSet<>(List.of(1, Runtime.getRuntime().availableProcessors()))) {
                changing.add(changing(pipeline.autoencoder(), threads));
                rows.addAll(times(pipeline.autoencoder(), rounds, threads));
            }
        }
        DecodeReport report = new DecodeReport(rows, changing, new DecodeSamples(samples, model).run());
        System.out.printf(Locale.ROOT, "%s%n", report.markdown());
        report.write(results);
    }

    private static List<DecodeReport.Row> times(AutoencoderKl vae, int rounds, int threads) {
        TorchRuntime.useThreads(threads);
        double[] whole = new double[rounds];
        double[][] masked = new double[RATIOS.length][rounds];
        MaskedDecoder decoder = new MaskedDecoder(vae);
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = torch.randn(1, vae.config().latentChannels(), SIDE, SIDE);
            try (TemplateStatistics statistics = decoder.record(latents)) {
                for (int round = -WARM_UP; round < rounds; round++) {
                    double wholeMillis = millis(() -> vae.decode(latents));
                    for (int i = 0; i < RATIOS.length; i++) {
                        CellBox box = box(RATIOS[i]);
                        double maskedMillis = millis(() -> decoder.decode(latents, box, statistics));
                        if (round >= 0) {
                            whole[round] = wholeMillis;
                            masked[i][round] = maskedMillis;
                        }
                    }
                }
            }
        }
        double wholeMillis = StepRatios.median(whole);
        List<DecodeReport.Row> rows = new ArrayList<>();
        for (int i = 0; i < RATIOS.length; i++) {
            double millis = StepRatios.median(masked[i]);
            rows.add(new DecodeReport.Row(
                    threads,
                    RATIOS[i],
                    (double) box(RATIOS[i]).area() / (SIDE * SIDE),
                    wholeMillis,
                    millis,
                    wholeMillis / millis));
        }
        return rows;
    }

    /** Every mask by itself, in turns with whole decodes; first when its crop's shape may be new to oneDNN, then again. */
    private static DecodeReport.Changing changing(AutoencoderKl vae, int threads) {
        TorchRuntime.useThreads(threads);
        List<CellBox> boxes = changingBoxes(new Random(SEED));
        double[] whole = new double[CHANGING_MASKS];
        double[][] masked = new double[2][CHANGING_MASKS];
        MaskedDecoder decoder = new MaskedDecoder(vae);
        try (TensorScope scope = TensorScope.open()) {
            Tensor latents = torch.randn(1, vae.config().latentChannels(), SIDE, SIDE);
            try (TemplateStatistics statistics = decoder.record(latents)) {
                for (int i = 0; i < WARM_UP; i++) {
                    millis(() -> vae.decode(latents));
                    millis(() -> decoder.decode(latents, box(RATIOS[0]), statistics));
                }
                for (double[] pass : masked) {
                    for (int i = 0; i < CHANGING_MASKS; i++) {
                        CellBox box = boxes.get(i);
                        whole[i] = millis(() -> vae.decode(latents));
                        pass[i] = millis(() -> decoder.decode(latents, box, statistics));
                    }
                }
            }
        }
        return new DecodeReport.Changing(
                threads, StepRatios.median(whole), StepRatios.median(masked[0]), StepRatios.median(masked[1]));
    }

    /** Boxes anywhere, of many shapes but nearly the same area. */
    private static List<CellBox> changingBoxes(Random random) {
        int side = SIDE / TOKEN;
        List<CellBox> boxes = new ArrayList<>();
        while (boxes.size() < CHANGING_MASKS) {
            int height = SHORTEST_SIDE + random.nextInt(BOX_TOKENS / SHORTEST_SIDE - SHORTEST_SIDE + 1);
            int width = Math.round((float) BOX_TOKENS / height);
            int top = TOKEN * random.nextInt(side - height + 1);
            int left = TOKEN * random.nextInt(side - width + 1);
            boxes.add(new CellBox(top, left, top + TOKEN * height, left + TOKEN * width));
        }
        return boxes;
    }

    /** The tokens that a square mask of this share of the picture touches at least, in the middle. */
    private static CellBox box(double ratio) {
        int side = TOKEN * (int) Math.ceil(SIDE * Math.sqrt(ratio) / TOKEN);
        int start = (SIDE - side) / 2 / TOKEN * TOKEN;
        return new CellBox(start, start, start + side, start + side);
    }

    private static double millis(Supplier<Tensor> decode) {
        try (TensorScope scope = TensorScope.open()) {
            long started = System.nanoTime();
            Tensors.toFloats(decode.get());
            return (System.nanoTime() - started) / 1e6;
        }
    }
}
