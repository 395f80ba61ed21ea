package io.instgenie.behaviour;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** Another's paths, which lead to the files of a {@link FaultyDisk}. Stateless. */
final class FaultyFileSystem extends FileSystem {
    /** A path that knows the one it stands for. */
    private interface Wrapped {
        Path real();
    }

    private final FileSystem real = Path.of("").getFileSystem();
    private final FaultyProvider provider;

    FaultyFileSystem(FaultyDisk disk) {
        provider = new FaultyProvider(this, disk, real.provider());
    }

    /** Stands for a real path on the disk. */
    Path wrap(Path path) {
        return (Path) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Path.class, Wrapped.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "real" -> path;
                    case "getFileSystem" -> this;
                    default -> call(path, method, arguments);
                });
    }

    private Object call(Path path, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < unwrapped.length; i++) {
            unwrapped[i] = unwrapped[i] instanceof Wrapped wrapped ? wrapped.real() : unwrapped[i];
        }
        try {
            Object result = method.invoke(path, unwrapped);
            return result instanceof Path other ? wrap(other) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static Path real(Path path) {
        return path instanceof Wrapped wrapped ? wrapped.real() : path;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(real(path));
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
