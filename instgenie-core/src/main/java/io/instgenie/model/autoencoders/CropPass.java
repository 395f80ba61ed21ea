package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes a box of a picture and a halo around it, as part of a template that is unchanged elsewhere. Convolutions meet zeros at the
 * halo's edge instead of the template; the halo keeps that away from the box. Not thread-safe; for one picture.
 */
final class CropPass implements Pass {
    private final TemplateStatistics template;
    private final CellBox box;
    private final int halo;
    private CellBox computed;

    /** Starts with {@code halo} latents around {@code box}. */
    CropPass(TemplateStatistics template, CellBox box, int halo) {
        this.template = template;
        this.box = box;
        this.halo = halo;
        computed = template.picture();
    }

    /** Where this pass begins: of a whole picture's latents {@code [1, channels, h, w]}, the part in box and halo. */
    Tensor enter(Tensor x) {
        return cut(x, halo);
    }

    /** Where this pass ends: the part inside the box. */
    Tensor leave(Tensor x) {
        return cut(x, 0);
    }

    /** Halves the halo with each level, but for a last latent: twice the pixels need half the latents. */
    @Override
    public Tensor enterLevel(int level, Tensor x) {
        return cut(x, Math.max(1, halo >> level));
    }

    private Tensor cut(Tensor x, int newHalo) {
        CellBox part = box.grown(newHalo, computed);
        Tensor cut = computed.cut(x, part); // [1, channels, part.height * scale, part.width * scale]
        computed = part;
        return cut;
    }

    @Override
    public Tensor normalize(GroupNorm norm, Tensor x) {
        Tensor moments = template.moments(norm).replacing(computed, x); // [2, groups]
        Tensor mean = moments.select(0, 0); // [groups]
        Tensor variance = moments.select(0, 1).sub(mean.square()); // [groups]
        return norm.apply(x, mean.to(x.scalar_type()), variance.to(x.scalar_type())); // [1, channels, height, width]
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
