package io.instgenie.model.autoencoders;

import io.instgenie.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The first two moments of a layer's channel groups for every latent of a picture, so that the moments of the picture follow when a box of
 * it has changed. Immutable and thread-safe.
 */
final class CellMoments {
    private final CellBox picture;
    private final int groups;
    private final float[] cells; // means and mean squares, [2, groups, h, w]
    private final GroupMoments whole;

    private CellMoments(CellBox picture, int groups, float[] cells) {
        this.picture = picture;
        this.groups = groups;
        this.cells = cells;
        whole = in(picture);
    }

    /** Of {@code x [1, channels, h * scale, w * scale]}, at any scale. */
    static CellMoments of(Tensor x, int groups, CellBox picture) {
        Tensor cells = torch.stack(
                        new TensorVector(pool(x, picture), pool(x.square(), picture))) // [2, 1, channels, h, w]
                .view(2, groups, -1, picture.height(), picture.width())
                .mean(2); // [2, groups, h, w]
        return new CellMoments(picture, groups, Tensors.toFloats(cells));
    }

    private static Tensor pool(Tensor x, CellBox picture) {
        long[] window = {x.size(2) / picture.height(), x.size(3) / picture.width()};
        return torch.avg_pool2d(x, window, window, new long[] {0, 0}, false, false, new LongOptional())
                .contiguous(); // [1, channels, h, w]
    }

    /** Of the whole picture. */
    GroupMoments whole() {
        return whole;
    }

    /** Of a part of the picture. */
    private GroupMoments in(CellBox box) {
        double[] moments = new double[2 * groups];
        for (int i = 0; i < moments.length; i++) {
            for (int row = box.top(); row < box.bottom(); row++) {
                int start = (i * picture.height() + row) * picture.width();
                for (int column = box.left(); column < box.right(); column++) {
                    moments[i] += cells[start + column];
                }
            }
            moments[i] /= box.area();
        }
        return new GroupMoments(Arrays.copyOf(moments, groups), Arrays.copyOfRange(moments, groups, moments.length));
    }

    /** Of the picture whose {@code box} now has the moments {@code inside}. */
    GroupMoments replacing(CellBox box, GroupMoments inside) {
        double share = (double) box.area() / picture.area();
        return whole.plus(-share, in(box)).plus(share, inside);
    }

    long bytes() {
        return (long) cells.length * Float.BYTES;
    }
}
