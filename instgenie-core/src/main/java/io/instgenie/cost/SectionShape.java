package io.instgenie.cost;

/**
 * A section of one block in numbers: parts that follow each other, {@code [rows, heads, width]} each.
 *
 * @param width numbers that share a scale where they are kept as whole ones
 */
public record SectionShape(Section section, int parts, int rows, int heads, int width) {
    /** Rows of all parts. */
    public long allRows() {
        return (long) parts * rows;
    }
}
