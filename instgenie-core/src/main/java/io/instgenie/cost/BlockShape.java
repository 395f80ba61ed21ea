package io.instgenie.cost;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One block of a denoiser on one canvas, as planner, cost model and cache see it.
 *
 * @param kind blocks of one kind cost the same for the same work
 * @param textRows text rows of a lane that go through it
 * @param imageRows image rows of a template that go through it; of an edit, the part of them that it computes
 * @param sections what can be kept of it
 * @param flopsPerRow floating-point operations of its linear layers for one row
 * @param resumable whether a pass can begin here, from its {@link Section#HIDDEN_STATES}
 */
public record BlockShape(
        String kind, int textRows, int imageRows, List<SectionShape> sections, double flopsPerRow, boolean resumable) {
    public BlockShape {
        sections = List.copyOf(sections);
    }

    /** The kinds of these blocks, in order. */
    public static List<String> kinds(List<BlockShape> blocks) {
        return blocks.stream().map(BlockShape::kind).toList();
    }

    /** All rows of a template. */
    public int rows() {
        return textRows + imageRows;
    }

    /**
     * What edits read of a template in this block: its keys and values, or where it has none, its input rows, which are the neighbours that
     * a convolution reads; nothing where each row is computed from itself.
     */
    public Optional<Section> lends() {
        return Stream.of(Section.KEY_VALUES, Section.HIDDEN_STATES)
                .filter(section -> shapeOf(section).isPresent())
                .findFirst();
    }

    /** A section's shape, if this block has it. */
    public Optional<SectionShape> shapeOf(Section section) {
        for (SectionShape shape : sections) {
            if (shape.section() == section) {
                return Optional.of(shape);
            }
        }
        return Optional.empty();
    }
}
