package io.instgenie.edit;

import io.instgenie.files.SafeFile;
import io.instgenie.picture.PictureWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;

/** The file formats a picture can be written in. Stateless. */
enum ImageEncoder {
    PNG {
        @Override
        void encode(EditImage image, OutputStream out) throws IOException {
            PictureWriter.writePng(image.picture(), out);
        }
    },
    JPEG {
        @Override
        void encode(EditImage image, OutputStream out) throws IOException {
            PictureWriter.writeJpeg(image.picture(), out);
        }
    };

    abstract void encode(EditImage image, OutputStream out) throws IOException;

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
