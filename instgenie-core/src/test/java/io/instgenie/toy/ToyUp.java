package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.model.NoiseSource;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** From the coarse level back to the fine one, added to the skip: the parent of an active cell is active, so that no template is needed. */
record ToyUp(int width, ToyLayer layer) implements ToyBlock {
    ToyUp(int width, int fineWidth, NoiseSource random) {
        this(width, new ToyLayer(random, fineWidth, width));
    }

    @Override
    public BlockShape shape(int fineCells, int coarseCells) {
        return new BlockShape("up", 0, coarseCells, List.of(), layer.flopsPerRow(), false);
    }

    @Override
    public BlockWork work(ToyCells fine, ToyCells coarse) {
        return BlockWork.of(coarse.active().length, 0);
    }

    @Override
    public ToyState apply(ToyState in, Place place) {
        Tensor skip = in.skip();
        if (skip == null) {
            throw new IllegalStateException("the lane was not at the fine level before");
        }
        Tensor coarse = layer.apply(in.rows().add(place.shift())); // [coarse active, fineWidth]
        Tensor own = coarse.index_select(0, place.fine().parents(place.coarse())); // [active, fineWidth]
        return new ToyState(own.add_(skip), null); // [active, fineWidth]
    }

    @Override
    public void close() {
        layer.close();
    }
}
