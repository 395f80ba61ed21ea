package io.instgenie.model.rows;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Where each job's rows lie in a packed matrix: first the text rows of all jobs, then their image rows, each in the jobs' order.
 * Immutable.
 *
 * <pre>{@code [ text 0 | text 1 | ... | image 0 | image 1 | ... ]}</pre>
 */
public final class RowLayout {
    /** Consecutive rows of one job. */
    public record Span(int job, int start, int length) {}

    private final List<Span> text;
    private final List<Span> image;
    private final List<Span> imageSpans;
    private final List<Span> spans;
    private final int textRows;
    private final int rows;

    private RowLayout(int[] textLengths, int[] imageLengths) {
        text = spans(textLengths, 0);
        textRows = end(text);
        image = spans(imageLengths, textRows);
        imageSpans = spans(imageLengths, 0);
        rows = end(image);
        spans = jobs() == 1
                ? List.of(new Span(0, 0, rows))
                : Stream.concat(text.stream(), image.stream())
                        .filter(span -> span.length() > 0)
                        .toList();
    }

    /** A layout of jobs with these numbers of text and image rows, job by job. */
    public static RowLayout of(int[] textLengths, int[] imageLengths) {
        if (textLengths.length != imageLengths.length || textLengths.length == 0) {
            throw new IllegalArgumentException(
                    textLengths.length + " text and " + imageLengths.length + " image lengths do not make a batch");
        }
        return new RowLayout(textLengths, imageLengths);
    }

    /** The same jobs' image rows without their text rows. */
    public RowLayout withoutText() {
        return of(new int[jobs()], image.stream().mapToInt(Span::length).toArray());
    }

    private static List<Span> spans(int[] lengths, int start) {
        Span[] spans = new Span[lengths.length];
        int next = start;
        for (int job = 0; job < lengths.length; job++) {
            spans[job] = new Span(job, next, lengths[job]);
            next += lengths[job];
        }
        return List.of(spans);
    }

    private static int end(List<Span> spans) {
        Span last = spans.get(spans.size() - 1);
        return last.start() + last.length();
    }

    /** One job's rows, all of {@code rows [n, width]}. */
    public static List<Span> oneSpan(Tensor rows) {
        return List.of(new Span(0, 0, Math.toIntExact(rows.size(0))));
    }

    public int jobs() {
        return text.size();
    }

    /** All text rows of all jobs; the first image row. */
    public int textRows() {
        return textRows;
    }

    public int imageRows() {
        return rows - textRows;
    }

    public int rows() {
        return rows;
    }

    /** A job's text rows in a packed matrix, {@code [textLength, ...]}. */
    public Tensor textRows(Tensor packed, int job) {
        return packed.narrow(0, text.get(job).start(), text.get(job).length());
    }

    /** A job's image rows in a packed matrix, {@code [imageLength, ...]}. */
    public Tensor imageRows(Tensor packed, int job) {
        return packed.narrow(0, image.get(job).start(), image.get(job).length());
    }

    public Span text(int job) {
        return text.get(job);
    }

    public Span image(int job) {
        return image.get(job);
    }

    /** Text spans, counted from the matrix's first row. */
    public List<Span> textSpans() {
        return text;
    }

    /** Image spans, counted from the first image row. */
    public List<Span> imageSpans() {
        return imageSpans;
    }

    /** All spans that are not empty; one job's text and image rows are one span. */
    public List<Span> spans() {
        return spans;
    }
}
