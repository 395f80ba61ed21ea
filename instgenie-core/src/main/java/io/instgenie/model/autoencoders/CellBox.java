package io.instgenie.model.autoencoders;

import org.bytedeco.pytorch.Tensor;

/**
 * A rectangle of latents and of the pixels they stand for.
 *
 * @param bottom one past the last row
 * @param right one past the last column
 */
public record CellBox(int top, int left, int bottom, int right) {
    public CellBox {
        if (top < 0 || left < 0 || bottom <= top || right <= left) {
            throw new IllegalArgumentException(
                    "an empty or negative box: rows " + top + " to " + bottom + ", columns " + left + " to " + right);
        }
    }

    public int height() {
        return bottom - top;
    }

    public int width() {
        return right - left;
    }

    /** The number of latents inside. */
    public int area() {
        return Math.multiplyExact(height(), width());
    }

    /** Whether all of {@code other} lies inside. */
    public boolean contains(CellBox other) {
        return top <= other.top && left <= other.left && bottom >= other.bottom && right >= other.right;
    }

    /** Whether any latent lies in both. */
    boolean overlaps(CellBox other) {
        return top < other.bottom && other.top < bottom && left < other.right && other.left < right;
    }

    /** Of {@code x [batch, channels, height * scale, width * scale]}, which shows this box at any scale, the part that shows {@code part}. */
    public Tensor cut(Tensor x, CellBox part) {
        long rows = x.size(2) / height();
        long columns = x.size(3) / width();
        return x.narrow(2, (part.top - top) * rows, part.height() * rows)
                .narrow(3, (part.left - left) * columns, part.width() * columns);
    }

    /** This box with {@code halo} more latents on every side, as far as {@code bounds} reach. */
    public CellBox grown(int halo, CellBox bounds) {
        return new CellBox(
                Math.max(top - halo, bounds.top),
                Math.max(left - halo, bounds.left),
                Math.min(bottom + halo, bounds.bottom),
                Math.min(right + halo, bounds.right));
    }

    /** This box with {@code halo} more latents on every side; where {@code bounds} end sooner, as many more on the other. */
    CellBox grownWithin(int halo, CellBox bounds) {
        int rows = Math.min(height() + 2 * halo, bounds.height());
        int columns = Math.min(width() + 2 * halo, bounds.width());
        int newTop = Math.max(bounds.top, Math.min(top - halo, bounds.bottom - rows));
        int newLeft = Math.max(bounds.left, Math.min(left - halo, bounds.right - columns));
        return new CellBox(newTop, newLeft, newTop + rows, newLeft + columns);
    }
}
