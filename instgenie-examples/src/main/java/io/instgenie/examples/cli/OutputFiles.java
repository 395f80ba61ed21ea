package io.instgenie.examples.cli;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.files.SafeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Files that commands write: refused before the work if they cannot be written after it, and never seen half written. */
final class OutputFiles {
    private OutputFiles() {}

    /** Checks that a picture can be written to {@code file}. */
    static void requirePicture(Path file) {
        if (!file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpg|jpeg)")) {
            throw new InvalidRequestException(file + " cannot be written: its suffix must be png, jpg or jpeg");
        }
        require(file);
    }

    /** Checks that {@code file} can be written: its name, what is there, and its folder. */
    static void require(Path file) {
        try {
            SafeFile.requireWritable(file);
        } catch (IOException e) {
            throw new InvalidRequestException(file + " cannot be written: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : e.toString();
    }

    /** Writes {@code text} in place of what {@code file} holds. */
    static void replace(Path file, String text) {
        try {
            SafeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + reason(e), e);
        }
    }
}
