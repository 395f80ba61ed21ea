package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Computes a box of a picture and a halo around it, as part of a template that is unchanged elsewhere, and beside it a sample of that
 * elsewhere. Convolutions meet zeros at the halo's edge instead of the template; the halo keeps that away from the box. Not thread-safe;
 * for one picture.
 */
final class CropPass implements LayerPass {
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

    /** Where this pass begins: of a whole picture's latents {@code [1, channels, h, w]}, the part in box and halo. */
    Tensor enter(Tensor x) {
        return cut(x, halo); // [1, channels, h', w']
    }

    /** Where this pass ends: the part inside the box. */
    Tensor leave(Tensor x) {
        return cut(x, 0); // [1, channels, box.height * scale, box.width * scale]
    }

    /** Halves the halo with each level, but for a last latent: twice the pixels need half the latents. The sample joins at its level. */
    @Override
    public Parts enterLevel(int level, Parts x) {
        Parts entered = x.map(
                crop -> cut(crop, Math.max(1, halo >> level)), patches -> TemplateSample.enterLevel(level, patches));
        return TemplateSample.beginsAt(level) && unchanged.length > 0
                ? entered.with(template.sample().start(unchanged))
                : entered;
    }

    /** Crops of boxes of one size have one size, wherever they lie: every new one costs oneDNN new kernels. */
    private Tensor cut(Tensor x, int newHalo) {
        CellBox part = box.grownWithin(newHalo, computed);
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
        double outside = 1 - (double) computed.area() / template.picture().area();
        for (Tensor patches : x.others()) {
            moments = moments.plus(outside, template.sample().shift(norm, unchanged, patches));
        }
        return x.map(moments.by(norm));
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
