package io.instgenie.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel on a disk that may be full or slow. */
public final class FailingChannel extends FileChannel {
    /** What happens on the way to the disk. */
    public interface Medium {
        /** Takes room for so many bytes, or as many as there is room for. */
        int take(int bytes);

        /** Comes before each read. */
        void beforeRead() throws IOException;
    }

    private final FileChannel channel;
    private final Medium medium;

    public FailingChannel(FileChannel channel, Medium medium) {
        this.channel = channel;
        this.medium = medium;
    }

    /** Opens files on a disk that is full after so many bytes. */
    static ChannelOpener after(long room) {
        return (file, options, attributes) ->
                new FailingChannel(FileChannel.open(file, options, attributes), new Small(room));
    }

    private static final class Small implements Medium {
        private long room;

        Small(long room) {
            this.room = room;
        }

        @Override
        public int take(int bytes) {
            int taken = (int) Math.min(room, bytes);
            room -= taken;
            return taken;
        }

        @Override
        public void beforeRead() {
            // as fast as it is
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int taken = medium.take(source.remaining());
        if (taken == 0) {
            throw new IOException("No space left on device");
        }
        int count = channel.write(source.slice(source.position(), taken), position);
        source.position(source.position() + count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        medium.beforeRead();
        return channel.read(target, position);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return channel.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, channel.position());
        channel.position(channel.position() + count);
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException("only positional writes are counted");
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        channel.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        channel.force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return channel.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return channel.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return channel.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return channel.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
