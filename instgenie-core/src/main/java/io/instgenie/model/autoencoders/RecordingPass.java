package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Computes one whole picture and keeps what {@link CropPass} needs of it. Not thread-safe; for one picture. */
final class RecordingPass implements Pass {
    private final CellBox picture;
    private final Map<GroupNorm, CellMoments> moments = new HashMap<>();
    private final Map<SpatialAttention, SpatialAttention.Memory> memories = new HashMap<>();

    /** For a picture of {@code height x width} latents. */
    RecordingPass(long height, long width) {
        picture = new CellBox(0, 0, Math.toIntExact(height), Math.toIntExact(width));
    }

    @Override
    public Tensor normalize(GroupNorm norm, Tensor x) {
        moments.put(norm, CellMoments.of(x, norm.groups(), picture));
        return norm.apply(x); // [1, channels, height, width]
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        memories.put(attention, own);
        return own;
    }

    @Override
    public Tensor enterLevel(int level, Tensor x) {
        return x;
    }

    /** What was kept, to outlive the current scope. */
    TemplateStatistics statistics() {
        return new TemplateStatistics(picture, moments, memories);
    }
}
