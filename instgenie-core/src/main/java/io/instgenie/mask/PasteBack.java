package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;

/**
 * Puts the repainted pixels into the original picture. Stateless.
 *
 * <p>Each sample is blended by the mask's value ({@link EditImage#painted}), in the original's own colours and depth. So black keeps the
 * original's bits exactly, white takes the edited picture's, and soft masks and {@linkplain Feather feathers} fade. Where the original has
 * alpha, repainted pixels become opaque.
 */
public final class PasteBack {
    private PasteBack() {}

    /**
     * The result of an edit.
     *
     * @param edited as large as {@code original}; its alpha counts only if the original has some too
     * @param mask as large as {@code original}
     * @throws io.instgenie.edit.InvalidRequestException if the mask's size is another one
     * @throws IllegalArgumentException if the edited picture's size is another one
     */
    public static EditImage paste(EditImage original, EditImage edited, EditMask mask) {
        return original.painted(edited, mask);
    }
}
