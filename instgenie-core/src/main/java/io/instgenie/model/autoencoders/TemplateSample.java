package io.instgenie.model.autoencoders;

import io.instgenie.model.layers.GroupNorm;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Small patches of a template in a regular grid, and the moments that group norms took of each. An edit shifts the moments of whole
 * layers, and thereby what lies far from its mask; patches computed again beside the edit tell by how much. Both times they meet zeros at
 * their edges, whose effect cancels out in the difference. They begin behind the mid-block and the widest level, where an edit has hardly
 * changed yet what is far from it.
 *
 * @param boxes where the patches lie
 * @param start what of the template's patches enters the decoder's level {@value #FIRST_LEVEL}, {@code [patches, channels, height, width]}; empty
 *     if the decoder has no such level
 * @param moments of each norm, patch by patch
 */
record TemplateSample(List<CellBox> boxes, Tensor start, Map<GroupNorm, List<GroupMoments>> moments) {
    /** Latents along a patch's side, before it is {@linkplain #enterLevel halved}. */
    private static final int SIDE = 2;

    private static final int FIRST_LEVEL = 1;

    /** The level from which patches go on by half: the highest resolution of four. */
    private static final int HALVED_AT = 3;

    /** Between patches' corners, in latents, in pictures that this divides into at most {@link #MOST_IN_A_ROW}. */
    private static final int SMALLEST_STRIDE = 8;

    private static final int MOST_IN_A_ROW = 8;

    TemplateSample {
        boxes = List.copyOf(boxes);
        moments = Map.copyOf(moments);
    }

    /** The boxes of a picture's patches; none if it is smaller than one. */
    static List<CellBox> grid(CellBox picture) {
        List<CellBox> boxes = new ArrayList<>();
        for (int top : starts(picture.height())) {
            for (int left : starts(picture.width())) {
                boxes.add(new CellBox(top, left, top + SIDE, left + SIDE));
            }
        }
        return boxes;
    }

    private static int[] starts(int length) {
        int stride = Math.max(SMALLEST_STRIDE, (length - 1) / MOST_IN_A_ROW + 1);
        return IntStream.iterate((stride - SIDE) / 2, start -> start + SIDE <= length, start -> start + stride)
                .toArray();
    }

    /** The patches in {@code boxes} of {@code x [1, channels, h * scale, w * scale]}, {@code [patches, channels, SIDE * scale, SIDE * scale]}. */
    static Tensor cut(Tensor x, CellBox picture, List<CellBox> boxes) {
        TensorVector patches = new TensorVector();
        boxes.forEach(box -> patches.push_back(picture.cut(x, box)));
        return torch.cat(patches, 0)
                .contiguous(MemoryFormat.ChannelsLast); // [patches, channels, SIDE * scale, SIDE * scale]
    }

    /** Whether a decoder computes a sample from this level on. */
    static boolean beginsAt(int level) {
        return level == FIRST_LEVEL;
    }

    /** What of patches {@code [patches, channels, height, width]} goes on at a decoder's level: all of them, or their inner half. */
    static Tensor enterLevel(int level, Tensor patches) {
        if (level != HALVED_AT) {
            return patches;
        }
        long size = patches.size(2) / 2;
        return patches.narrow(2, size / 2, size)
                .narrow(3, size / 2, size)
                .contiguous(MemoryFormat.ChannelsLast); // [patches, channels, size, size]
    }

    /** The patches that {@code box} leaves as they are in the template. */
    int[] outside(CellBox box) {
        return IntStream.range(0, boxes.size())
                .filter(i -> !boxes.get(i).overlaps(box))
                .toArray();
    }

    /** Of some patches, {@code [kept, channels, height, width]}. */
    Tensor start(int[] kept) {
        Tensor rows = Tensors.ofLongs(IntStream.of(kept).asLongStream().toArray(), kept.length)
                .to(start.device(), ScalarType.Long); // [kept]
        return start.index_select(0, rows).contiguous(MemoryFormat.ChannelsLast); // [kept, channels, height, width]
    }

    /** By how much the mean moments of some patches have changed, now that {@code norm} sees them as {@code patches}. */
    GroupMoments shift(GroupNorm norm, int[] kept, Tensor patches) {
        List<GroupMoments> before = TemplateStatistics.recorded(moments, norm);
        GroupMoments shift = GroupMoments.of(patches, norm.groups());
        for (int patch : kept) {
            shift = shift.plus(-1.0 / kept.length, before.get(patch));
        }
        return shift;
    }

    long bytes() {
        long values = moments.values().stream()
                .mapToLong(patches ->
                        patches.stream().mapToLong(GroupMoments::groups).sum())
                .sum();
        return start.nbytes() + 2 * values * Double.BYTES;
    }
}
