package io.instgenie.model.autoencoders;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Runs a network over overlapping tiles and fades each into the next: what it takes grows with the tile instead of the picture ({@code
 * _tiled_encode} and {@code tiled_decode} of Diffusers' {@code AutoencoderKL}). Tiles, overlaps and blending are Diffusers'. Every tile has
 * group norms and attention of its own, so that the result differs from the whole's. Immutable.
 *
 * @param inputTile cells along a side of what a tile reads, a multiple of 4
 * @param outputTile along a side of what it becomes, a multiple of 4
 */
record TiledPass(long inputTile, long outputTile) {
    private static final int ROWS = 2;
    private static final int COLUMNS = 3;

    /** Tiles overlap by a quarter. */
    private static final int OVERLAP = 4;

    /**
     * Belongs inside a {@link TensorScope}.
     *
     * @param x {@code [1, channels, h, w]}
     * @param network from there to {@code [1, outChannels, h', w']}, {@code outputTile / inputTile} as large
     * @return {@code [1, outChannels, h', w']}
     */
    Tensor apply(Tensor x, long outChannels, UnaryOperator<Tensor> network) {
        Tensor result =
                x.new_empty(1, outChannels, output(x.size(ROWS)), output(x.size(COLUMNS))); // [1, outChannels, h', w']
        List<Tensor> above =
                new ArrayList<>(); // last rows of the tiles above, [1, outChannels, blend, outputTile] each
        Tensor left = x.new_empty(1, outChannels, outputTile, blend()); // last columns of the tile before
        for (long column = 0; column < x.size(COLUMNS); column += stride()) {
            above.add(x.new_empty(1, outChannels, blend(), outputTile));
        }
        for (long row = 0; row < x.size(ROWS); row += stride()) {
            for (long column = 0; column < x.size(COLUMNS); column += stride()) {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor tile = network.apply(clipped(
                            clipped(x, ROWS, row, inputTile),
                            COLUMNS,
                            column,
                            inputTile)); // [1, outChannels, height, width]
                    Tensor over = above.get((int) (column / stride()));
                    if (row > 0) {
                        fade(over.narrow(COLUMNS, 0, tile.size(COLUMNS)), tile, ROWS);
                    }
                    if (column > 0) {
                        fade(left.narrow(ROWS, 0, tile.size(ROWS)), tile, COLUMNS);
                    }
                    keepEnd(tile, ROWS, over.narrow(COLUMNS, 0, tile.size(COLUMNS)));
                    keepEnd(tile, COLUMNS, left.narrow(ROWS, 0, tile.size(ROWS)));
                    Tensor place =
                            clipped(clipped(result, ROWS, output(row), limit()), COLUMNS, output(column), limit());
                    place.copy_(tile.narrow(ROWS, 0, place.size(ROWS)).narrow(COLUMNS, 0, place.size(COLUMNS)));
                }
            }
        }
        return result;
    }

    private long stride() {
        return inputTile - inputTile / OVERLAP;
    }

    /** What of a tile is the result's; the rest fades into the next. */
    private long limit() {
        return outputTile - blend();
    }

    private long blend() {
        return outputTile / OVERLAP;
    }

    private long output(long inputs) {
        return inputs * outputTile / inputTile;
    }

    private static Tensor clipped(Tensor x, int dimension, long start, long length) {
        return x.narrow(dimension, start, Math.min(length, x.size(dimension) - start));
    }

    /** From the {@code end} of a tile before, {@link #blend} long, linearly to the begin of {@code tile}. */
    private void fade(Tensor end, Tensor tile, int dimension) {
        int length = Math.toIntExact(Math.min(blend(), tile.size(dimension)));
        float[] ending = new float[length];
        float[] beginning = new float[length];
        for (int i = 0; i < length; i++) {
            beginning[i] = (float) ((double) i / length);
            ending[i] = (float) (1 - (double) i / length);
        }
        long[] shape = {1, 1, dimension == ROWS ? length : 1, dimension == ROWS ? 1 : length};
        Tensor faded = end.narrow(dimension, blend() - length, length)
                .mul(Tensors.ofFloats(ending, shape)
                        .to(tile)); // [1, outChannels, length, width] or [.., height, length]
        tile.narrow(dimension, 0, length)
                .mul_(Tensors.ofFloats(beginning, shape).to(tile))
                .add_(faded);
    }

    private void keepEnd(Tensor tile, int dimension, Tensor end) {
        long length = Math.min(blend(), tile.size(dimension));
        end.narrow(dimension, blend() - length, length)
                .copy_(tile.narrow(dimension, tile.size(dimension) - length, length));
    }
}
