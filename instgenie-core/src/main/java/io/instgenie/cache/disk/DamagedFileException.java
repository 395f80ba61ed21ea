package io.instgenie.cache.disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of the disk tier is not what it should be: truncated, changed, or of another version or manifest. It has been set aside, and what it
 * held must be computed again.
 */
public final class DamagedFileException extends IOException {
    DamagedFileException(Path file, String what) {
        super(file + " is damaged: " + what);
    }

    DamagedFileException(Path file, String what, Throwable cause) {
        super(file + " is damaged: " + what, cause);
    }
}
