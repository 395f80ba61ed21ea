package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.model.NoiseSource;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A feed-forward layer of the coarse level: rows see nothing but themselves, so that nothing of a template is needed. */
record ToyMix(int width, ToyLayer layer) implements ToyBlock {
    ToyMix(int width, NoiseSource random) {
        this(width, new ToyLayer(random, width, width));
    }

    @Override
    public BlockShape shape(int fineCells, int coarseCells) {
        return new BlockShape("mix", 0, coarseCells, List.of(), layer.flopsPerRow(), false);
    }

    @Override
    public BlockWork work(ToyCells fine, ToyCells coarse) {
        return BlockWork.of(coarse.active().length, 0);
    }

    @Override
    public ToyState apply(ToyState in, Place place) {
        Tensor mixed = layer.apply(torch.silu(in.rows().add(place.shift()))); // [active, width]
        return new ToyState(in.rows().add(mixed), in.skip()); // [active, width]
    }

    @Override
    public void close() {
        layer.close();
    }
}
