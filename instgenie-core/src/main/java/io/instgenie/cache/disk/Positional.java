package io.instgenie.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads and writes at a place in a file, of all the bytes. They do not move the channel's position, so that many threads may. */
final class Positional {
    private Positional() {}

    /** Fills {@code into} up to its limit. */
    static void read(FileChannel channel, long offset, ByteBuffer into, Path file) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new DamagedFileException(file, "it ends at byte " + at);
            }
            at += count;
        }
    }

    /** A new buffer on an array, ready to be read from. */
    static ByteBuffer read(FileChannel channel, long offset, int bytes, Path file) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        read(channel, offset, into, file);
        return into.flip();
    }

    static void write(FileChannel channel, long offset, ByteBuffer from) throws IOException {
        long at = offset;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }
}
