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
    /** Enough tokens for what is rounded up in a coarse level to be of no weight. */
    private static final int MANY = 1 << 10;
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
        Size size = size(block, rows, keys);
        try (TensorScope scope = TensorScope.open();
                Conditioning conditioning = condition(size);
                Pass pass = denoiser.enter(List.of(lane(size, conditioning)))) {
            arrive(pass, block, size);
            Noise template = new Noise(shapes(size.all(), size.text()).get(block));
            long start = System.nanoTime();
            pass.run(block, lane -> template, Keeper.NOTHING);
            device.synchronize();
            return (System.nanoTime() - start) / NANOS;
        }
    }

    /** Brings a pass to a block, through those before it where it cannot begin there. */
    private void arrive(Pass pass, int block, Size size) {
        BlockShape edit = shapes(size.image(), size.text()).get(block);
        if (edit.resumable()) {
            pass.resume(block, new Noise(edit));
            return;
        }
        List<BlockShape> template = shapes(size.all(), size.text());
        pass.begin();
        for (int before = 0; before < block; before++) {
            Noise lent = new Noise(template.get(before));
            pass.run(before, lane -> lent, Keeper.NOTHING);
        }
    }

    /** Tokens of a lane: of its prompt, of the image tokens that it computes, and of all image tokens. */
    private record Size(int text, int image, int all) {}

    /** So many tokens that a block has these rows and keys: a coarse level has fewer rows than there are image tokens. */
    private Size size(int block, int rows, int keys) {
        BlockShape many = shapes(MANY, 1).get(block);
        double perRow = (double) MANY / many.imageRows();
        int text = Math.max(1, Math.min(rows - 1, rows / TEXT_SHARE));
        int alongside = many.textRows() > 0 ? text : 0;
        int image = Math.max(1, (int) Math.round(perRow * (rows - alongside)));
        return new Size(text, image, Math.max(image, (int) Math.round(perRow * (keys - alongside))));
    }

    private int blockOf(String kind) {
        return BlockShape.kinds(shapes(1, 1)).indexOf(kind);
    }

    private List<BlockShape> shapes(int image, int text) {
        return denoiser.blocks(new Canvas(image, 1, 1), text);
    }

    private Lane lane(Size size, Conditioning conditioning) {
        return new Lane(() -> noise(size.image(), denoiser.inChannels()), conditioning, 0);
    }

    private Conditioning condition(Size size) {
        return denoiser.condition(
                ONE_STEP,
                1,
                denoiser.blankPrompt(size.text()),
                new Canvas(size.all(), 1, 1),
                size.image() == size.all()
                        ? null
                        : LongStream.range(0, size.image()).toArray());
    }

    /** Where the denoiser is. */
    private Tensor noise(long... shape) {
        return device.placement().compute(torch.randn(shape));
    }

    /** A template's share that was never computed. */
    private final class Noise implements Share {
        private final Map<Section, Numbers> parts = new EnumMap<>(Section.class);

        Noise(BlockShape shape) {
            for (SectionShape each : shape.sections()) {
                parts.put(
                        each.section(),
                        new Numbers(noise(each.rows(), each.heads(), each.width()))); // [rows, heads, width]
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
        int image = (int)
                Math.round((double) MANY * rows / shapes(MANY, 1).get(block).imageRows());
        Size size = new Size(1, image, image);
        try (TensorScope scope = TensorScope.open();
                Conditioning conditioning = condition(size);
                Pass pass = denoiser.enter(List.of(lane(size, conditioning)))) {
            arrive(pass, block, size);
            Capture capture = Capture.lending(block, shapes(image, 1).get(block).lends());
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
