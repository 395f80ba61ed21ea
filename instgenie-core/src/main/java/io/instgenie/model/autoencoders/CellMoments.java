package io.instgenie.model.autoencoders;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The first two moments of a layer's channel groups for every latent of a picture, so that the moments of the picture follow when a box of
 * it has changed.
 *
 * @param cells means and mean squares, {@code [2, groups, h, w]}, float32
 * @param total their sums over all latents, {@code [2, groups]}, float64
 */
record CellMoments(Tensor cells, Tensor total) {

    /** Of {@code x [1, channels, h * scale, w * scale]}, at any scale. */
    static CellMoments of(Tensor x, long groups, CellBox picture) {
        Tensor cells = torch.stack(
                        new TensorVector(pool(x, picture), pool(x.square(), picture))) // [2, 1, channels, h, w]
                .view(2, groups, -1, picture.height(), picture.width())
                .mean(2); // [2, groups, h, w]
        return new CellMoments(cells, sum(cells));
    }

    private static Tensor pool(Tensor x, CellBox picture) {
        long[] window = {x.size(2) / picture.height(), x.size(3) / picture.width()};
        return torch.avg_pool2d(x, window, window, new long[] {0, 0}, false, false, new LongOptional())
                .contiguous(); // [1, channels, h, w]
    }

    private static Tensor sum(Tensor cells) {
        return cells.sum(new long[] {2, 3}, false, new ScalarTypeOptional(ScalarType.Double)); // [2, groups]
    }

    /** The moments {@code [2, groups]} (means, mean squares) of the picture whose {@code box} has become {@code x [1, channels, ...]}. */
    Tensor replacing(CellBox box, Tensor x) {
        long groups = cells.size(1);
        Tensor inside = torch.stack(new TensorVector(x.mean(0, 2, 3), x.square().mean(0, 2, 3))) // [2, channels]
                .view(2, groups, -1)
                .mean(new long[] {2}, false, new ScalarTypeOptional(ScalarType.Double)); // [2, groups]
        double area = cells.size(2) * cells.size(3);
        Tensor before = sum(cells.narrow(2, box.top(), box.height()).narrow(3, box.left(), box.width())); // [2, groups]
        return total.sub(before).add_(inside, new Scalar((double) box.area())).div_(new Scalar(area)); // [2, groups]
    }
}
