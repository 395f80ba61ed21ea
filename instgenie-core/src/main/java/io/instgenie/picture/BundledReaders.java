package io.instgenie.picture;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes of the TwelveMonkeys readers that lie unpacked in this library, where neither the host's {@code ImageIO} nor its class
 * path sees them: pictures are read alike in every host, and a host reads its own as before.
 */
final class BundledReaders extends ClassLoader {
    private static final String FOLDER = "META-INF/instgenie/readers/";

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader library = Objects.requireNonNull(BundledReaders.class.getClassLoader());

    BundledReaders() {
        super("instgenie-picture-readers", getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = library.getResourceAsStream(FOLDER + name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return library.getResource(FOLDER + name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return library.getResources(FOLDER + name);
    }
}
