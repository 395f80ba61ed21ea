package io.instgenie.edit;

import io.instgenie.picture.PictureWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;

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
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try {
                try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                    encoder.encode(image, out);
                }
                replace(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }

    private static void replace(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
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
