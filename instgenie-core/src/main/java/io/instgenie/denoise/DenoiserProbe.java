package io.instgenie.denoise;

import io.instgenie.cost.Calibrator;
import io.instgenie.cost.Tier;
import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Times a transformer's own blocks on rows of noise, as steps run them. Used by one thread, with that thread's number of torch threads. */
public final class DenoiserProbe implements Calibrator.Probe, AutoCloseable {
    private static final float[] ONE_STEP = {500};
    private static final double NANOS = 1e9;
    /** Of a job's rows, about as many are text as in a usual edit. */
    private static final int TEXT_SHARE = 4;

    private static final String LAST = "last ";

    private final FluxTransformer transformer;
    private final ComputeDevice device;
    private final LongToDoubleFunction diskSeconds;
    private final Conditioning conditioning;

    /** @param diskSeconds loads as many bytes from the disk, and tells how long that took */
    public DenoiserProbe(FluxTransformer transformer, ComputeDevice device, LongToDoubleFunction diskSeconds) {
        this.transformer = transformer;
        this.device = device;
        this.diskSeconds = diskSeconds;
        try (TensorScope scope = TensorScope.open()) {
            conditioning = transformer.condition(
                    ONE_STEP, 1, torch.zeros(transformer.config().pooledProjectionDim()));
        }
    }

    /** The kinds of a transformer's blocks, in order. Text rows end in the last block, which makes it a kind of its own. */
    public static List<String> kinds(FluxTransformer transformer) {
        List<String> kinds = new ArrayList<>(
                transformer.blocks().stream().map(FluxBlock::kind).toList());
        kinds.set(kinds.size() - 1, LAST + kinds.get(kinds.size() - 1));
        return List.copyOf(kinds);
    }

    @Override
    public double blockSeconds(String kind, int rows, int keys) {
        int block = kinds(transformer).indexOf(kind);
        FluxBlock probed = transformer.blocks().get(block);
        int text = Math.max(1, Math.min(rows - 1, rows / TEXT_SHARE));
        int image = Math.max(1, rows - text);
        try (TensorScope scope = TensorScope.open()) {
            RowLayout layout = RowLayout.of(new int[] {text}, new int[] {image});
            boolean isLast = block == transformer.blocks().size() - 1;
            BlockContext context = new BlockContext(
                    layout,
                    isLast ? layout.withoutText() : layout,
                    List.of(conditioning.block(block, 0)),
                    transformer.rotary(1, image)); // complex [image, 1, headDim / 2]
            Tensor hidden = noise(text + image, transformer.config().width()); // [rows, width]
            Attention.@Nullable Borrowed borrowed = keys > rows ? borrowed(keys - rows) : null;
            long start = System.nanoTime();
            Projection projection = probed.project(hidden, context);
            Tensor attended = transformer
                    .kernels()
                    .attend(projection, context, Collections.singletonList(borrowed)); // [rows, width]
            probed.update(hidden, projection, attended, context);
            device.synchronize();
            return (System.nanoTime() - start) / NANOS;
        }
    }

    private Attention.Borrowed borrowed(int keys) {
        long heads = transformer.config().numAttentionHeads();
        long headDim = transformer.config().attentionHeadDim();
        return new Attention.Borrowed(
                new KeyValue(noise(keys, heads, headDim), noise(keys, heads, headDim)),
                device.placement().indices(LongStream.range(0, keys).toArray()));
    }

    private Tensor noise(long... shape) {
        return device.placement().compute(torch.randn(shape));
    }

    @Override
    public double projectSeconds(String kind, int rows) {
        int block = kinds(transformer).indexOf(kind);
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = noise(rows, transformer.config().width()); // [rows, width]
            Tensor rotary = transformer.rotary(1, rows); // complex [rows, 1, headDim / 2]
            long start = System.nanoTime();
            transformer.blocks().get(block).keysAndValues(hidden, conditioning.block(block, 0), rotary);
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

    @Override
    public void close() {
        conditioning.close();
    }
}
