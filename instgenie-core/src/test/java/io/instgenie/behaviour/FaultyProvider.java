package io.instgenie.behaviour;

import static io.instgenie.behaviour.FaultyFileSystem.real;

import io.instgenie.cache.disk.FailingChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real disk's files, with a {@link FaultyDisk}'s faults. */
final class FaultyProvider extends FileSystemProvider {
    private final FaultyFileSystem files;
    private final FaultyDisk disk;
    private final FileSystemProvider provider;

    FaultyProvider(FaultyFileSystem files, FaultyDisk disk, FileSystemProvider provider) {
        this.files = files;
        this.disk = disk;
        this.provider = provider;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (options.contains(StandardOpenOption.WRITE)) {
            disk.requireWritable(path);
        }
        return new FailingChannel(FileChannel.open(real(path), options, attributes), disk);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> accepted = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(real(folder))) {
            for (Path entry : entries) {
                if (filter.accept(files.wrap(entry))) {
                    accepted.add(files.wrap(entry));
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return accepted.iterator();
            }

            @Override
            public void close() {
                // was read already
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        disk.requireWritable(folder);
        provider.createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.requireWritable(path);
        provider.delete(real(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        disk.requireWritable(target);
        provider.move(real(source), real(target), options);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        disk.requireWritable(target);
        provider.copy(real(source), real(target), options);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return provider.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return provider.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return provider.readAttributes(real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        disk.requireWritable(path);
        provider.setAttribute(real(path), name, value, options);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        provider.checkAccess(real(path), modes);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return provider.isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return provider.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return provider.getFileStore(real(path));
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }
}
