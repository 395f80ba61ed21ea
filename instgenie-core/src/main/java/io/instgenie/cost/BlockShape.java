package io.instgenie.cost;

import java.util.List;
import java.util.Optional;

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

    /** All rows of a template. */
    public int rows() {
        return textRows + imageRows;
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
