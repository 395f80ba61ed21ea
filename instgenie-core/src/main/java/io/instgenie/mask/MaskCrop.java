package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;

/**
 * A region of a picture, computed at a size of its own and put back (Diffusers' {@code padding_mask_crop}: resize mode "fill" on the way
 * in, "crop" on the way out). A region of another shape is centred, and what stands beside it goes on its outermost pixels. Immutable and
 * thread-safe.
 *
 * @param region of the picture
 * @param width that it is computed at
 * @param height that it is computed at
 */
public record MaskCrop(CropRegion region, int width, int height) {
    /** The region of {@code image} as it is computed; without alpha. */
    public EditImage cut(EditImage image) {
        return filled(Raster.of(image).cut(region)).toImage();
    }

    /** The region of {@code mask} as it is computed. */
    public EditMask cut(EditMask mask) {
        return filled(Raster.of(mask).cut(region)).toMask();
    }

    /** {@code original} with {@code computed} in the region; without alpha. */
    public EditImage putBack(EditImage original, EditImage computed) {
        Raster whole = Raster.of(original);
        whole.paste(cropped(Raster.of(computed)), region.x1(), region.y1());
        return whole.toImage();
    }

    private Raster filled(Raster part) {
        boolean wide = (double) width / height < (double) part.width() / part.height();
        boolean narrow = (double) width / height > (double) part.width() / part.height();
        int newWidth = wide ? width : Math.max(1, (int) ((long) part.width() * height / part.height()));
        int newHeight = wide ? Math.max(1, (int) ((long) part.height() * width / part.width())) : height;
        Raster resized = Resampling.LANCZOS.resize(part, newWidth, newHeight);
        if (!wide && !narrow) {
            return resized;
        }
        return wide
                ? extended(resized, height)
                : extended(resized.transposed(), width).transposed();
    }

    /** {@code raster} in the middle of more rows. */
    private static Raster extended(Raster raster, int rows) {
        int before = rows / 2 - raster.height() / 2;
        Raster extended = Raster.black(raster.width(), rows, raster.channels());
        extended.paste(raster, 0, before);
        if (before > 0) {
            extended.paste(goingOn(raster, 0, before), 0, 0);
            extended.paste(goingOn(raster, raster.height(), before), 0, before + raster.height());
        }
        return extended;
    }

    private static Raster goingOn(Raster raster, int edge, int rows) {
        return Resampling.BICUBIC.rows(raster, new Resampling.Span(edge, edge), rows);
    }

    private Raster cropped(Raster computed) {
        boolean wide = (double) region.width() / region.height() > (double) width / height;
        int newWidth = wide ? region.width() : Math.max(1, (int) ((long) width * region.height() / height));
        int newHeight = wide ? Math.max(1, (int) ((long) height * region.width() / width)) : region.height();
        Raster resized = Resampling.LANCZOS.resize(computed, newWidth, newHeight);
        Raster cropped = Raster.black(region.width(), region.height(), computed.channels());
        cropped.paste(resized, region.width() / 2 - newWidth / 2, region.height() / 2 - newHeight / 2);
        return cropped;
    }

    @Override
    public String toString() {
        return "a crop of " + region + ", computed at " + width + " x " + height;
    }
}
