package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/** Computes a template's patches as parts of the whole template and keeps their moments. Not thread-safe; for one picture. */
final class SamplePass implements Pass {
    private final RecordingPass template;
    private final Map<GroupNorm, List<GroupMoments>> moments = new HashMap<>();

    /** After {@code template} has been through the decoder. */
    SamplePass(RecordingPass template) {
        this.template = template;
    }

    @Override
    public Parts normalize(GroupNorm norm, Parts x) {
        Tensor patches = x.first(); // [patches, channels, height, width]
        moments.put(
                norm,
                LongStream.range(0, patches.size(0))
                        .mapToObj(patch -> GroupMoments.of(patches.narrow(0, patch, 1), norm.groups()))
                        .toList());
        return template.moments(norm).normalize(norm, x);
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        return template.memory(attention);
    }

    @Override
    public Parts enterLevel(int level, Parts x) {
        return x.map(patches -> TemplateSample.enterLevel(level, patches));
    }

    /** Of each norm, patch by patch. */
    Map<GroupNorm, List<GroupMoments>> moments() {
        return moments;
    }
}
