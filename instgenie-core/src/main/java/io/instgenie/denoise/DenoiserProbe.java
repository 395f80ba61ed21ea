package io.instgenie.denoise;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Calibrator;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.cost.Tier;
import io.instgenie.device.ComputeDevice;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Numbers;
import io.instgenie.model.Pass;
import io.instgenie.model.Share;
import io.instgenie.tensor.TensorScope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Times a denoiser's own blocks on rows of noise, as steps run them. Used by one thread, with that thread's number of torch threads. */
public final class DenoiserProbe implements Calibrator.Probe {
    private static final float[] ONE_STEP = {500};
    private static final double NANOS = 1e9;
    /** Of a job's rows, about as many are text as in a usual edit. */
    private static final int TEXT_SHARE = 4;

    private final Denoiser denoiser;
    private final ComputeDevice device;
    private final LongToDoubleFunction diskSeconds;

    /** @param diskSeconds loads as many bytes from the disk, and tells how long that took */
    public DenoiserProbe(Denoiser denoiser, ComputeDevice device, LongToDoubleFunction diskSeconds) {
        this.denoiser = denoiser;
        this.device = device;
        this.diskSeconds = diskSeconds;
    }

    /** Runs a lane of {@code rows} rows through the first block of a kind, which attend to {@code keys} keys. */
    @Override
    public double blockSeconds(String kind, int rows, int keys) {
        int block = blockOf(kind);
        int text = Math.max(1, Math.min(rows - 1, rows / TEXT_SHARE));
        int image = Math.max(1, rows - text);
        int all = Math.max(image, keys - text);
        try (TensorScope scope = TensorScope.open();
                Conditioning conditioning = condition(text, image, all);
                Pass pass = denoiser.enter(List.of(new Lane(DenoiserProbe::noInput, conditioning, 0)))) {
            Noise template = new Noise(shape(block, text, all));
            pass.resume(block, new Noise(shape(block, text, image)));
            long start = System.nanoTime();
            pass.run(block, lane -> template, Keeper.NOTHING);
            device.synchronize();
            return (System.nanoTime() - start) / NANOS;
        }
    }

    private int blockOf(String kind) {
        List<BlockShape> blocks = denoiser.blocks(new Canvas(1, 1, 1), 1);
        return blocks.stream().map(BlockShape::kind).toList().indexOf(kind);
    }

    private static Tensor noInput() {
        throw new IllegalStateException("a pass that is resumed does not begin");
    }

    private BlockShape shape(int block, int text, int image) {
        return denoiser.blocks(new Canvas(image, 1, 1), text).get(block);
    }

    private Conditioning condition(int text, int image, int all) {
        return denoiser.condition(
                ONE_STEP,
                1,
                denoiser.blankPrompt(text),
                new Canvas(all, 1, 1),
                image == all ? null : LongStream.range(0, image).toArray());
    }

    /** A template's share that was never computed. */
    private final class Noise implements Share {
        private final Map<Section, Numbers> parts = new EnumMap<>(Section.class);

        Noise(BlockShape shape) {
            for (SectionShape each : shape.sections()) {
                parts.put(
                        each.section(),
                        new Numbers(device.placement()
                                .compute(
                                        torch.randn(each.rows(), each.heads(), each.width())))); // [rows, heads, width]
            }
        }

        @Override
        public Numbers part(Section section, int part) {
            return Objects.requireNonNull(parts.get(section), section.name());
        }
    }

    /** Keys and values of a template's image rows, from their hidden states. */
    @Override
    public double projectSeconds(String kind, int rows) {
        int block = blockOf(kind);
        try (TensorScope scope = TensorScope.open();
                Conditioning conditioning = condition(1, rows, rows);
                Pass pass = denoiser.enter(List.of(new Lane(DenoiserProbe::noInput, conditioning, 0)))) {
            pass.resume(block, new Noise(shape(block, 1, rows)));
            Capture capture = Capture.lending(block);
            long start = System.nanoTime();
            pass.end(block, capture);
            device.synchronize();
            return (System.nanoTime() - start) / NANOS;
        }
    }

    @Override
    public double loadSeconds(Tier tier, long bytes) {
        if (tier != Tier.DISK) {
            throw new IllegalArgumentException("the device computes from host memory: nothing is loaded from " + tier);
        }
        return diskSeconds.applyAsDouble(bytes);
    }
}
