package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import java.util.HashMap;
import java.util.Map;

/** Computes one whole picture and keeps what {@link CropPass} needs of it. Not thread-safe; for one picture. */
final class RecordingPass implements Pass {
    private final CellBox picture;
    private final Map<GroupNorm, CellMoments> moments = new HashMap<>();
    private final Map<SpatialAttention, SpatialAttention.Memory> memories = new HashMap<>();

    RecordingPass(CellBox picture) {
        this.picture = picture;
    }

    @Override
    public Parts normalize(GroupNorm norm, Parts x) {
        moments.put(norm, CellMoments.of(x.first(), norm.groups(), picture));
        return x.map(norm::apply);
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        memories.put(attention, own);
        return own;
    }

    @Override
    public Parts enterLevel(int level, Parts x) {
        return x;
    }

    /** The picture's own. */
    GroupMoments moments(GroupNorm norm) {
        return TemplateStatistics.recorded(moments, norm).whole();
    }

    SpatialAttention.Memory memory(SpatialAttention attention) {
        return TemplateStatistics.recorded(memories, attention);
    }

    /** What was kept, with a sample of the picture, to outlive the current scope. */
    TemplateStatistics statistics(TemplateSample sample) {
        return new TemplateStatistics(picture, moments, memories, sample);
    }
}
