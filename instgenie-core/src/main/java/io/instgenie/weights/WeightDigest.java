package io.instgenie.weights;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tells weight files apart without reading them whole. Of each file go into the digest: its name, its size, its header, and of each
 * tensor the first, middle and last {@value #WINDOW} bytes. Training touches every tensor nearly everywhere, so that files which differ
 * will differ there; a few bytes patched by hand elsewhere go unseen.
 */
public final class WeightDigest {
    private static final int WINDOW = 4096;

    private WeightDigest() {}

    /**
     * The SHA-256 of what tells a safetensors file from others.
     *
     * @throws ModelFormatException if it cannot be read, or its header breaks the format
     */
    public static byte[] of(Path file) {
        Hasher hasher = Hashing.sha256().newHasher();
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            SafetensorsHeader header = SafetensorsHeader.read(channel, size, file);
            hasher.putString(String.valueOf(file.getFileName()), StandardCharsets.UTF_8)
                    .putLong(size);
            putRange(hasher, channel, 0, header.dataStart());
            for (TensorEntry entry : header.tensors().values()) {
                long begin = header.dataStart() + entry.begin();
                long end = header.dataStart() + entry.end();
                putWindow(hasher, channel, begin, end);
                putWindow(hasher, channel, begin + (end - begin) / 2, end);
                putWindow(hasher, channel, Math.max(begin, end - WINDOW), end);
            }
            return hasher.hash().asBytes();
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void putWindow(Hasher hasher, FileChannel channel, long begin, long end) throws IOException {
        putRange(hasher, channel, begin, Math.min(begin + WINDOW, end));
    }

    private static void putRange(Hasher hasher, FileChannel channel, long begin, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(end - begin));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, begin + buffer.position()) < 0) {
                throw new IOException("it ends at byte " + (begin + buffer.position()));
            }
        }
        hasher.putBytes(buffer.flip());
    }
}
