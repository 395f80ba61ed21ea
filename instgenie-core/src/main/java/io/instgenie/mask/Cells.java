package io.instgenie.mask;

import io.instgenie.edit.EditMask;

/** Square cells of a mask's pixels: tokens, or latent positions. Stateless. */
final class Cells {
    private Cells() {}

    static void requireWhole(EditMask mask, int size) {
        if (size < 1 || mask.width() % size != 0 || mask.height() % size != 0) {
            throw new IllegalArgumentException(mask + " is not made of whole cells of " + size + " pixels");
        }
    }

    static boolean anyMasked(EditMask mask, int left, int top, int size) {
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                if (mask.isMasked(x, y)) {
                    return true;
                }
            }
        }
        return false;
    }
}
