package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Computes a box of a picture and a halo around it, as part of a template that is unchanged elsewhere, and beside it a sample of that
 * elsewhere. Convolutions meet zeros at the halo's edge instead of the template; the halo keeps that away from the box. Not thread-safe;
 * for one picture.
 */
final class CropPass implements Pass {
    private final TemplateStatistics template;
    private final int[] unchanged; // patches of the template's sample
    private final CellBox box;
    private final int halo;
    private CellBox computed;

    /** Starts with {@code halo} latents around {@code box}. */
    CropPass(TemplateStatistics template, CellBox box, int halo) {
        this.template = template;
        this.box = box;
        this.halo = halo;
        unchanged = template.sample().outside(box);
        computed = template.picture();
    }

    /** Where this pass begins: of a whole picture's latents {@code [1, channels, h, w]}, the part in box and halo; and the sample. */
    Parts enter(Tensor x) {
        Tensor crop = cut(x, halo); // [1, channels, h', w']
        return unchanged.length == 0
                ? Parts.of(crop)
                : Parts.of(crop, template.sample().latents(unchanged));
    }

    /** Where this pass ends: the part inside the box. */
    Tensor leave(Parts x) {
        return cut(x.first(), 0);
    }

    /** Halves the halo with each level, but for a last latent: twice the pixels need half the latents. */
    @Override
    public Parts enterLevel(int level, Parts x) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(cut(x.first(), Math.max(1, halo >> level)));
        x.tensors().stream()
                .skip(1)
                .map(patches -> TemplateSample.enterLevel(level, patches))
                .forEach(parts::add);
        return new Parts(parts);
    }

    private Tensor cut(Tensor x, int newHalo) {
        CellBox part = box.grown(newHalo, computed);
        if (part.equals(computed)) {
            return x;
        }
        Tensor cut = computed.cut(x, part).contiguous(MemoryFormat.ChannelsLast);
        computed = part;
        return cut; // [1, channels, part.height * scale, part.width * scale]
    }

    @Override
    public Parts normalize(GroupNorm norm, Parts x) {
        GroupMoments crop = GroupMoments.of(x.first(), norm.groups());
        GroupMoments moments = template.moments(norm).replacing(computed, crop);
        if (unchanged.length > 0) {
            double outside = 1 - (double) computed.area() / template.picture().area();
            moments = moments.plus(
                    outside,
                    template.sample().shift(norm, unchanged, x.tensors().get(1)));
        }
        return moments.normalize(norm, x);
    }

    @Override
    public SpatialAttention.Memory attend(SpatialAttention attention, SpatialAttention.Memory own) {
        SpatialAttention.Memory all = template.memory(attention);
        return new SpatialAttention.Memory(replacing(all.keys(), own.keys()), replacing(all.values(), own.values()));
    }

    private Tensor replacing(Tensor all, Tensor own) {
        long channels = all.size(1);
        CellBox picture = template.picture();
        Tensor result = all.clone(); // [h * w, channels]
        result.view(picture.height(), picture.width(), channels)
                .narrow(0, computed.top(), computed.height())
                .narrow(1, computed.left(), computed.width())
                .copy_(own.view(computed.height(), computed.width(), channels));
        return result;
    }
}
