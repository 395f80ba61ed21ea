package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.tensor.Tensors;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * What the layers that see a whole picture saw while a template was decoded: group norms its moments, attention its keys and values; and a
 * sample of the template, to see how an edit shifts the rest. With it, a part of an edited template is decoded as if all of it were. Made by {@link MaskedDecoder#record}, for that decoder's model only.
 * Thread-safe until closed.
 */
public final class TemplateStatistics implements AutoCloseable {
    private final CellBox picture;
    private final Map<GroupNorm, CellMoments> moments;
    private final Map<SpatialAttention, SpatialAttention.Memory> memories;
    private final TemplateSample sample;

    /** Lets all tensors outlive the current scope. */
    TemplateStatistics(
            CellBox picture,
            Map<GroupNorm, CellMoments> moments,
            Map<SpatialAttention, SpatialAttention.Memory> memories,
            TemplateSample sample) {
        this.picture = picture;
        this.moments = Map.copyOf(moments);
        this.memories = Map.copyOf(memories);
        this.sample = sample;
        forEachTensor(Tensors::hold);
    }

    /** All latents of the template. */
    public CellBox picture() {
        return picture;
    }

    /** The memory held: some 2 MB for 256x256 pixels, in proportion to their number. */
    public long bytes() {
        long sum = sample.bytes();
        for (CellMoments moment : moments.values()) {
            sum += moment.bytes();
        }
        for (SpatialAttention.Memory memory : memories.values()) {
            sum += memory.keys().nbytes() + memory.values().nbytes();
        }
        return sum;
    }

    CellMoments moments(GroupNorm norm) {
        return recorded(moments, norm);
    }

    /** Keys and values, {@code [h * w, channels]} each. */
    SpatialAttention.Memory memory(SpatialAttention attention) {
        return recorded(memories, attention);
    }

    TemplateSample sample() {
        return sample;
    }

    static <K, V> V recorded(Map<K, V> map, K layer) {
        V value = map.get(layer);
        if (value == null) {
            throw new IllegalArgumentException("the template's statistics were recorded by another model");
        }
        return value;
    }

    private void forEachTensor(Consumer<Tensor> action) {
        for (SpatialAttention.Memory memory : memories.values()) {
            action.accept(memory.keys());
            action.accept(memory.values());
        }
        action.accept(sample.start());
    }

    @Override
    public void close() {
        forEachTensor(Tensor::close);
    }
}
