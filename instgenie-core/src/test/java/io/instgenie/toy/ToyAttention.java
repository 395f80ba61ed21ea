package io.instgenie.toy;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.model.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Self-attention of a level. At the coarse one only keys and values can be kept: a pass cannot begin there, since it lacks the skip.
 *
 * @param isCoarse which level
 * @param project to queries, keys and values
 */
record ToyAttention(int width, int heads, boolean isCoarse, ToyLayer project, ToyLayer out) implements ToyBlock {
    ToyAttention(int width, int heads, boolean isCoarse, NoiseSource random) {
        this(width, heads, isCoarse, new ToyLayer(random, 3L * width, width), new ToyLayer(random, width, width));
    }

    @Override
    public BlockShape shape(int fineCells, int coarseCells) {
        int rows = isCoarse ? coarseCells : fineCells;
        List<SectionShape> sections = new ArrayList<>();
        sections.add(new SectionShape(Section.KEY_VALUES, 2, rows, heads, width / heads));
        if (!isCoarse) {
            sections.add(new SectionShape(Section.HIDDEN_STATES, 1, rows, heads, width / heads));
        }
        return new BlockShape(
                isCoarse ? "coarse attention" : "attention",
                0,
                rows,
                sections,
                project.flopsPerRow() + out.flopsPerRow(),
                !isCoarse);
    }

    @Override
    public BlockWork work(ToyCells fine, ToyCells coarse) {
        ToyCells cells = isCoarse ? coarse : fine;
        return BlockWork.of(cells.active().length, cells.all());
    }

    @Override
    public List<Tensor> keysAndValues(Tensor rows, Tensor shift) {
        Tensor projected = project.apply(rows.add(shift)); // [active, 3 width]
        return List.of(byHeads(projected, 1), byHeads(projected, 2));
    }

    private Tensor byHeads(Tensor projected, int part) {
        return projected
                .narrow(1, (long) part * width, width)
                .reshape(-1, heads, width / heads); // [active, heads, headDim]
    }

    @Override
    public ToyState apply(ToyState in, Place place) {
        ToyCells cells = isCoarse ? place.coarse() : place.fine();
        Tensor projected = project.apply(in.rows().add(place.shift())); // [active, 3 width]
        Tensor queries = byHeads(projected, 0).transpose(0, 1); // [heads, active, headDim]
        Tensor keys = whole(cells, byHeads(projected, 1), place, 0); // [heads, all, headDim]
        Tensor values = whole(cells, byHeads(projected, 2), place, 1); // [heads, all, headDim]
        Tensor scores = queries.matmul(keys.transpose(1, 2))
                .mul_(new Scalar(1 / Math.sqrt((double) width / heads))); // [heads, active, all]
        Tensor attended =
                torch.softmax(scores, 2).matmul(values).transpose(0, 1).reshape(-1, width); // [active, width]
        return new ToyState(in.rows().add(out.apply(attended)), in.skip()); // [active, width]
    }

    private Tensor whole(ToyCells cells, Tensor fresh, Place place, int part) {
        return cells.composite(fresh.reshape(-1, width), () -> place.part(Section.KEY_VALUES, part))
                .view(-1, heads, width / heads)
                .transpose(0, 1); // [heads, all, headDim]
    }

    @Override
    public void close() {
        project.close();
        out.close();
    }
}
