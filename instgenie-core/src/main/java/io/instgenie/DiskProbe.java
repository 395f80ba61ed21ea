package io.instgenie;

import io.instgenie.tensor.TorchInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Times reads of a folder's disk, checksums included, on a temporary file. Used by one thread. */
final class DiskProbe implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    DiskProbe(Path folder) throws IOException {
        file = Files.createTempFile(folder, "probe", ".tmp");
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** What tells this machine from others, as far as the speed of blocks is concerned. */
    static String machine(int threads) {
        TorchInfo torch = TorchInfo.read();
        return "%d threads, %s, libtorch %s".formatted(threads, torch.cpuCapability(), torch.torchVersion());
    }

    double loadSeconds(long bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
            while (channel.size() < bytes) {
                channel.write(ByteBuffer.allocate(CHUNK), channel.size());
            }
            long start = System.nanoTime();
            while (buffer.hasRemaining()) {
                channel.read(buffer, buffer.position());
            }
            CRC32C checksum = new CRC32C();
            checksum.update(buffer.flip());
            return (System.nanoTime() - start) / NANOS;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
