package io.instgenie.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * Files that are never seen half written. The content is written beside its place, to a part file, and then takes it in one move. A symbolic
 * link is followed and stays; a file that is replaced hands its mode on, a new one has the umask's; what is no regular file, such as a pipe,
 * is written to directly. Stateless.
 */
public final class SafeFile {
    private static final int MOST_LINKS = 40;

    private SafeFile() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /** Leaves the stream open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes {@code file}, or replaces it.
     *
     * @throws IOException if it cannot be written, or {@code content} throws it; what stood there stays
     */
    public static void write(Path file, Content content) throws IOException {
        requirePlace(file);
        if (isSpecial(file)) {
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                content.writeTo(out);
            }
            return;
        }
        Path target = followed(file);
        Path part = part(target);
        try {
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                content.writeTo(out);
            }
            keepMode(target, part);
            replace(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Checks that {@link #write} would find everything as it needs it: for who is about to work long for the content.
     *
     * @throws IOException that tells what is wrong with the name or the folder
     */
    public static void requireWritable(Path file) throws IOException {
        requirePlace(file);
        if (!isSpecial(file)) {
            Path part = part(followed(file));
            try {
                Files.createFile(part);
                Files.delete(part);
            } catch (IOException e) {
                String reason = "no file can be made in " + part.getParent() + ": " + e;
                throw new FileSystemException(file.toString(), null, reason);
            }
        }
    }

    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    private static void requirePlace(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder");
        }
        try {
            Files.readAttributes(file, "size"); // fails on a name that the file system cannot have
            if (!Files.isWritable(file)) {
                throw new FileSystemException(file.toString(), null, "it is there and must not be written to");
            }
        } catch (NoSuchFileException e) {
            Path folder = folder(followed(file));
            if (!Files.isDirectory(folder)) {
                throw new FileSystemException(file.toString(), null, "there is no folder " + folder);
            }
        }
    }

    private static Path folder(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        return folder == null ? target.toAbsolutePath() : folder;
    }

    /** Short, so that the longest name that the file system can have has a part file too. */
    private static Path part(Path target) {
        return folder(target).resolve(".instgenie-" + UUID.randomUUID() + ".part");
    }

    /** What a link leads to, there or not yet. */
    private static Path followed(Path file) throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path followed = file;
        for (int links = 0; Files.isSymbolicLink(followed); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            followed = folder(followed).resolve(Files.readSymbolicLink(followed));
        }
        return followed;
    }

    private static void keepMode(Path target, Path part) throws IOException {
        PosixFileAttributeView before = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (before != null && Files.exists(target)) {
            Files.setPosixFilePermissions(part, before.readAttributes().permissions());
        }
    }

    private static void replace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
