package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;

/**
 * Puts the repainted pixels into the original picture. Stateless.
 *
 * <p>Each channel is blended by the mask's value: original (255 - v) / 255 + edited v / 255, rounded to the nearest. So black keeps the
 * original's bytes exactly, white takes the edited picture's, and soft masks and {@linkplain Feather feathers} fade. Where the original has
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
        mask.requireSizeOf(original);
        if (edited.width() != original.width() || edited.height() != original.height()) {
            throw new IllegalArgumentException(edited + " is not as large as " + original);
        }
        boolean alpha = original.hasAlpha();
        byte[] pixels = alpha ? original.toRgbaBytes() : original.toRgbBytes();
        blend(pixels, alpha ? edited.toRgbaBytes() : edited.toRgbBytes(), mask.toBytes());
        return alpha
                ? EditImage.ofRgba(original.width(), original.height(), pixels)
                : EditImage.ofRgb(original.width(), original.height(), pixels);
    }

    private static void blend(byte[] pixels, byte[] edited, byte[] values) {
        int channels = pixels.length / values.length;
        for (int i = 0; i < pixels.length; i++) {
            int value = values[i / channels] & 0xFF;
            int sum = (pixels[i] & 0xFF) * (255 - value) + (edited[i] & 0xFF) * value;
            pixels[i] = (byte) ((sum + 127) / 255);
        }
    }
}
