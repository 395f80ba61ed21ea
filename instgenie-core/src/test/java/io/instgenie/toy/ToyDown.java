package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.model.NoiseSource;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** From the fine level to the coarse one: a coarse cell is made of up to four fine ones, some of which only the template may have. */
record ToyDown(int width, ToyLayer layer) implements ToyBlock {
    ToyDown(int width, int coarseWidth, NoiseSource random) {
        this(width, new ToyLayer(random, coarseWidth, width));
    }

    @Override
    public BlockShape shape(int fineCells, int coarseCells) {
        return new BlockShape(
                "down",
                0,
                fineCells,
                List.of(new SectionShape(Section.HIDDEN_STATES, 1, fineCells, 1, width)),
                layer.flopsPerRow(),
                true);
    }

    @Override
    public ToyState apply(ToyState in, Place place) {
        ToyCells fine = place.fine();
        ToyCells coarse = place.coarse();
        Tensor map = fine.map(fine.composite(in.rows(), place::hidden)); // [1, width, h, w]
        Tensor even = torch.constant_pad_nd(
                map, new long[] {0, 2L * coarse.width() - fine.width(), 0, 2L * coarse.height() - fine.height()
                }); // [1, width, 2 coarse h, 2 coarse w]
        Tensor pooled = even.reshape(width, coarse.height(), 2, coarse.width(), 2)
                .sum(new long[] {2, 4})
                .unsqueeze(0); // [1, width, coarse h, coarse w]
        Tensor shifted = coarse.rows(pooled).add_(place.shift()); // [coarse active, width]
        return new ToyState(layer.apply(shifted), in.rows()); // [coarse active, coarseWidth]
    }

    @Override
    public void close() {
        layer.close();
    }
}
