package io.instgenie.cache.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** {@link FileChannel#open(Path, Set, FileAttribute[])}, or what fails like it. */
@FunctionalInterface
interface ChannelOpener {
    FileChannel open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException;
}
