package io.instgenie.examples.cli;

import io.instgenie.edit.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Files that commands write: refused before the work if they cannot be written after it, and never seen half written. */
final class OutputFiles {
    private OutputFiles() {}

    /** Checks that a picture can be written to {@code file}. */
    static void requirePicture(Path file) {
        if (!file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpg|jpeg)")) {
            throw new InvalidRequestException(file + " cannot be written: its suffix must be png, jpg or jpeg");
        }
        requireFolderOf(file);
    }

    /** Checks that {@code file} is no folder and that the folder it goes to is there. */
    static void requireFolderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidRequestException(file + " cannot be written: there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new InvalidRequestException(file + " cannot be written: it is a folder");
        }
    }

    /** Writes {@code text} beside {@code file} and moves it there. */
    static void replace(Path file, String text) {
        try {
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".instgenie", ".part");
            try {
                Files.writeString(part, text);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }
}
