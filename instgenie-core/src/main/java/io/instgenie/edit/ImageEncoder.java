package io.instgenie.edit;

import io.instgenie.files.SafeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The file formats a picture can be written in. Stateless. */
enum ImageEncoder {
    PNG,
    JPEG {
        @Override
        EditImage prepare(EditImage image) {
            return image.hasAlpha() ? EditImage.ofRgb(image.width(), image.height(), image.toRgbBytes()) : image;
        }

        @Override
        void configure(ImageWriteParam parameters) {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
        }
    };

    private static final float JPEG_QUALITY = 0.95f;

    /** The picture as the format can hold it. */
    EditImage prepare(EditImage image) {
        return image;
    }

    void configure(ImageWriteParam parameters) {}

    final void encode(EditImage image, OutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(name()).next();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            configure(parameters);
            writer.write(null, new IIOImage(prepare(image).toBufferedImage(), null, null), parameters);
        } finally {
            writer.dispose();
        }
    }

    static void write(EditImage image, Path file) {
        ImageEncoder encoder = forName(file);
        try {
            SafeFile.write(file, out -> encoder.encode(image, out));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }

    private static ImageEncoder forName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "png" -> PNG;
            case "jpg", "jpeg" -> JPEG;
            default ->
                throw new InvalidRequestException(file + " cannot be written: its suffix must be png, jpg or jpeg");
        };
    }
}
