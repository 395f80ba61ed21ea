package io.instgenie.mask;

import io.instgenie.edit.EditMask;
import java.util.BitSet;
import java.util.Optional;

/**
 * The tokens of a picture that a mask touches by even one pixel, and the others; tokens are numbered row by row. Immutable and
 * thread-safe.
 */
public final class TokenMask {
    private final int gridWidth;
    private final int gridHeight;
    private final BitSet masked;

    private TokenMask(int gridWidth, int gridHeight, BitSet masked) {
        this.gridWidth = gridWidth;
        this.gridHeight = gridHeight;
        this.masked = masked;
    }

    /**
     * The tokens under {@code mask}.
     *
     * @param tokenSize pixels along a token's side; divides the mask's width and height (see {@link Canvas})
     * @throws IllegalArgumentException if it does not
     */
    public static TokenMask of(EditMask mask, int tokenSize) {
        Cells.requireWhole(mask, tokenSize);
        int gridWidth = mask.width() / tokenSize;
        int gridHeight = mask.height() / tokenSize;
        BitSet masked = new BitSet(gridWidth * gridHeight);
        for (int token = 0; token < gridWidth * gridHeight; token++) {
            int x = token % gridWidth * tokenSize;
            int y = token / gridWidth * tokenSize;
            masked.set(token, Cells.anyMasked(mask, x, y, tokenSize));
        }
        return new TokenMask(gridWidth, gridHeight, masked);
    }

    /** Tokens in a row. */
    public int gridWidth() {
        return gridWidth;
    }

    /** Rows of tokens. */
    public int gridHeight() {
        return gridHeight;
    }

    /** Tokens in all. */
    public int tokens() {
        return gridWidth * gridHeight;
    }

    /** Masked tokens. */
    public int count() {
        return masked.cardinality();
    }

    /** The share of masked tokens, 0 to 1. */
    public double ratio() {
        return (double) count() / tokens();
    }

    /** Whether token {@code index} is masked. */
    public boolean isMasked(int index) {
        return masked.get(index);
    }

    /** The masked tokens' indices, ascending; {@code [count]}, in a fresh array. */
    public long[] masked() {
        return masked.stream().asLongStream().toArray();
    }

    /** The other tokens' indices, ascending; {@code [tokens - count]}, in a fresh array. */
    public long[] unmasked() {
        BitSet others = new BitSet(tokens());
        others.set(0, tokens());
        others.andNot(masked);
        return others.stream().asLongStream().toArray();
    }

    /** The smallest box of tokens around all masked ones; empty if none is masked. */
    public Optional<Box> boundingBox() {
        return masked.stream()
                .mapToObj(token -> new Box(token % gridWidth, token / gridWidth, 1, 1))
                .reduce(Box::union);
    }

    /**
     * A rectangle of tokens.
     *
     * @param x first column
     * @param y first row
     * @param width columns
     * @param height rows
     */
    public record Box(int x, int y, int width, int height) {
        Box union(Box other) {
            int left = Math.min(x, other.x);
            int top = Math.min(y, other.y);
            int right = Math.max(x + width, other.x + other.width);
            int bottom = Math.max(y + height, other.y + other.height);
            return new Box(left, top, right - left, bottom - top);
        }
    }
}
