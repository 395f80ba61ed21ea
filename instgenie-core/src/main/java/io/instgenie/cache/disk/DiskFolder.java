package io.instgenie.cache.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a {@link DiskTier}, which several processes may share. It knows names and nothing of what is in the files: {@code *.slabs} are
 * whole, {@code *.tmp} are being written by a process that holds a lock on them, {@code *.damaged} were set aside. Stateless.
 */
final class DiskFolder {
    /** A file as it was when the folder was listed. */
    record Listed(Path path, long bytes, FileTime lastUsed) {
        /** The manifest's hash that names it. */
        String hash() {
            String name = path.getFileName().toString();
            return name.substring(0, name.indexOf('.'));
        }
    }

    /** A file that this process writes; its lock ends with the channel, and with the process. */
    record Temporary(Path path, FileChannel channel, FileLock lock) {}

    static final String WHOLE = ".slabs";
    static final String TEMPORARY = ".tmp";
    static final String DAMAGED = ".damaged";
    /** Enough to look at what happened. */
    private static final int MOST_SET_ASIDE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DiskFolder.class);
    private static final FileAttribute<?> OWNERS_FILE = owners("rw-------");
    private static final FileAttribute<?> OWNERS_FOLDER = owners("rwx------");

    private final Path folder;
    private final ChannelOpener opener;
    private final String process = thisProcess();

    DiskFolder(Path folder, ChannelOpener opener) {
        this.folder = folder;
        this.opener = opener;
    }

    private static FileAttribute<?> owners(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Tells this process from others, also from an earlier one with the same number. */
    private static String thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        return process.pid() + "-" + started.toEpochMilli();
    }

    /** Makes the folder if it is missing. */
    void create() throws IOException {
        Files.createDirectories(folder, OWNERS_FOLDER);
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others than the owner may write to " + folder + "; a cache must be the owner's");
        }
    }

    Path file(String hash) {
        return folder.resolve(hash + WHOLE);
    }

    FileChannel open(Path file) throws IOException {
        return opener.open(file, Set.of(StandardOpenOption.READ));
    }

    /** Files whose names end so, those used longest ago first; none if the folder is gone. */
    List<Listed> list(String ending) throws IOException {
        List<Listed> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + ending)) {
            for (Path path : entries) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    files.add(new Listed(path, attributes.size(), attributes.lastModifiedTime()));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} went away while it was listed", path);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(Listed::lastUsed).thenComparing(Listed::path));
        return files;
    }

    /** A new file to write to, locked. */
    Temporary createTemporary(String hash) throws IOException {
        while (true) {
            Path path = folder.resolve(hash + "." + process + "-" + UUID.randomUUID() + TEMPORARY);
            FileChannel channel = opener.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    OWNERS_FILE);
            try {
                FileLock lock = channel.tryLock();
                // Another process may have taken the file for abandoned before it was locked.
                if (lock != null && Files.exists(path)) {
                    return new Temporary(path, channel, lock);
                }
            } catch (IOException e) {
                Files.deleteIfExists(path);
                channel.close();
                throw e;
            }
            channel.close();
        }
    }

    /** Makes a written file the one under {@code hash}, for good: also after the power fails. */
    void publish(Temporary temporary, String hash) throws IOException {
        temporary.channel().force(true);
        Files.move(temporary.path(), file(hash), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Deletes what dead processes were writing. */
    void sweep() throws IOException {
        for (Listed file : list(TEMPORARY)) {
            // To open and close one's own file would end the lock on it: POSIX locks belong to the process.
            if (!file.path().getFileName().toString().contains("." + process + "-")) {
                deleteIfAbandoned(file.path());
            }
        }
    }

    private static void deleteIfAbandoned(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(path);
                LOG.info("deleted {}, which a dead process was writing", path);
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            LOG.debug("{} is not abandoned", path);
        }
    }

    /** Renames a damaged file out of the way; of those, the newest few are kept. */
    void setAside(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path aside = folder.resolve(name.substring(0, name.indexOf('.')) + "." + UUID.randomUUID() + DAMAGED);
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("set the damaged {} aside as {}", file, aside.getFileName());
        } catch (NoSuchFileException e) {
            LOG.debug("{} is no longer there to be set aside", file);
        }
        List<Listed> damaged = list(DAMAGED);
        for (Listed old : damaged.subList(0, Math.max(0, damaged.size() - MOST_SET_ASIDE))) {
            Files.deleteIfExists(old.path());
        }
    }
}
