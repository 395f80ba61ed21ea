package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.model.NoiseSource;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A 3 x 3 convolution of the fine level, added to its input: it reads the template's rows where a neighbour is not active. */
record ToyConvolution(int width, ToyLayer convolution) implements ToyBlock {
    private static final long[] ONE = {1, 1};

    ToyConvolution(int width, NoiseSource random) {
        this(width, new ToyLayer(random, width, width, 3, 3));
    }

    @Override
    public BlockShape shape(int fineCells, int coarseCells) {
        return new BlockShape(
                "convolution",
                0,
                fineCells,
                List.of(new SectionShape(Section.HIDDEN_STATES, 1, fineCells, 1, width)),
                convolution.flopsPerRow(),
                true);
    }

    @Override
    public ToyState apply(ToyState in, Place place) {
        Tensor rows = torch.silu(in.rows().add(place.shift())); // [active, width]
        Tensor map = place.fine()
                .map(place.fine()
                        .composite(rows, () -> torch.silu(place.hidden().add(place.shift())))); // [1, width, h, w]
        Tensor mixed =
                torch.conv2d(map, convolution.weight(), new TensorOptional(), ONE, ONE, ONE, 1); // [1, width, h, w]
        return new ToyState(in.rows().add(place.fine().rows(mixed)), null); // [active, width]
    }

    @Override
    public void close() {
        convolution.close();
    }
}
