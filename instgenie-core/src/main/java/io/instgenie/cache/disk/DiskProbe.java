package io.instgenie.cache.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Times reads of a folder's disk, as {@link TemplateFile} does them, on a temporary file. Used by one thread. */
public final class DiskProbe implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    /** @throws IOException if the folder cannot be written to */
    public DiskProbe(Path folder) throws IOException {
        file = Files.createTempFile(folder, "probe", ".tmp");
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Seconds to read as many bytes and their checksum. */
    public double loadSeconds(long bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
            while (channel.size() < bytes) {
                Positional.write(channel, channel.size(), ByteBuffer.allocate(CHUNK));
            }
            long start = System.nanoTime();
            Positional.read(channel, 0, buffer, file);
            FileIndex.checksum(buffer.flip());
            return (System.nanoTime() - start) / NANOS;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written and read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
