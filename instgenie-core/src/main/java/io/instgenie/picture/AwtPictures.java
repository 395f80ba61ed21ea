package io.instgenie.picture;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.util.List;

/** Between AWT's images and pictures. Stateless. */
public final class AwtPictures {
    private AwtPictures() {}

    /**
     * A copy of an image, in its own colours where an ICC profile says them. Grey is taken as it stands: AWT would give it another gamma.
     *
     * @throws PictureException if its samples are of a kind that is not read
     */
    public static Picture of(BufferedImage image) throws PictureException {
        ColorModel model = image.getColorModel();
        int type = model.getTransferType();
        boolean plain = model instanceof ComponentColorModel
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && model.getColorSpace() instanceof ICC_ColorSpace;
        return plain
                ? Coloring.of(DecodedPicture.of(image), blocks((ICC_ColorSpace) model.getColorSpace()))
                : Coloring.of(DecodedPicture.ofRows(image), FileBlocks.NONE);
    }

    private static FileBlocks blocks(ICC_ColorSpace space) {
        boolean said = space.isCS_sRGB() || space.getType() == ColorSpace.TYPE_GRAY;
        return said ? FileBlocks.NONE : FileBlocks.of(space.getProfile().getData(), List.of(), null, null, null);
    }

    /** A fresh image of type {@code TYPE_3BYTE_BGR}, or {@code TYPE_4BYTE_ABGR} if there is alpha, in sRGB. */
    public static BufferedImage shown(Picture picture) {
        int type = picture.hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
        image.getRaster()
                .setDataElements(0, 0, image.getWidth(), image.getHeight(), picture.srgb()); // in order of bands
        return image;
    }
}
