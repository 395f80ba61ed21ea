package io.instgenie.pretrained;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Copies of resource folders in a cache folder. A copy is written beside its place, checked and renamed, so that nobody sees half of it;
 * its name holds its content's hash, so that other versions of the library leave it alone. A copy that was damaged later is replaced.
 */
final class Extraction {
    private static final int DIGEST_CHARACTERS = 16;
    /** A file lock holds off other processes, but between threads of one it fails instead of waiting. */
    private static final Object WITHIN_PROCESS = new Object();

    private final Path cacheFolder;

    /** Into {@code cacheFolder}, which is made if missing. */
    Extraction(Path cacheFolder) {
        this.cacheFolder = cacheFolder;
    }

    /** The folder of a whole copy, made if there is none; whoever comes while another one is at it waits. */
    Path of(ResourceFolder resources) throws IOException {
        Files.createDirectories(cacheFolder);
        String name = resources.baseName() + "-" + resources.files().digest().substring(0, DIGEST_CHARACTERS);
        synchronized (WITHIN_PROCESS) {
            try (FileChannel channel = FileChannel.open(
                            cacheFolder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lost the lock on " + cacheFolder);
                }
                return copyOnce(resources, cacheFolder.resolve(name));
            }
        }
    }

    private static Path copyOnce(ResourceFolder resources, Path target) throws IOException {
        if (resources.files().match(target)) {
            return target;
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        delete(partial); // left by a process that was ended
        resources.copyTo(partial);
        if (!resources.files().match(partial)) {
            throw new IOException("the files of " + resources.name() + " are not those its index lists");
        }
        delete(target);
        return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}
