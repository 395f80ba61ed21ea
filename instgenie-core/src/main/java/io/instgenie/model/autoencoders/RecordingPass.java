package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Computes one whole picture, and beside it its sample, and keeps what {@link CropPass} needs of both. Not thread-safe; for one picture. */
final class RecordingPass implements LayerPass {
    private final CellBox picture;
    private final List<CellBox> patchBoxes;
    private final Map<GroupNorm, CellMoments> moments = new HashMap<>();
    private final Map<GroupNorm, List<GroupMoments>> patchMoments = new HashMap<>();
    private final Map<SpatialAttention, SpatialAttention.Memory> memories = new HashMap<>();
    private Tensor patches; // [patches, channels, side, side] from where the sample begins

    RecordingPass(CellBox picture) {
        this.picture = picture;
        patchBoxes = TemplateSample.grid(picture);
        patches = torch.empty(0);
    }

    @Override
    public Parts normalize(GroupNorm norm, Parts x) {
        CellMoments whole = CellMoments.of(x.first(), norm.groups(), picture);
        moments.put(norm, whole);
        x.others().forEach(part -> patchMoments.put(norm, GroupMoments.ofEach(part, norm.groups())));
        return x.map(norm::apply, whole.whole().by(norm));
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        memories.put(attention, own);
        return own;
    }

    @Override
    public Parts enterLevel(int level, Parts x) {
        if (TemplateSample.beginsAt(level) && !patchBoxes.isEmpty()) {
            patches = TemplateSample.cut(x.first(), picture, patchBoxes);
            return x.with(patches.detach()); // a level frees its input
        }
        return x.map(UnaryOperator.identity(), part -> TemplateSample.enterLevel(level, part));
    }

    /** What was kept, to outlive the current scope. */
    TemplateStatistics statistics() {
        return new TemplateStatistics(
                picture, moments, memories, new TemplateSample(patchBoxes, patches, patchMoments));
    }
}
