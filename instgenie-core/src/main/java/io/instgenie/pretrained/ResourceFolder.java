package io.instgenie.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder among a class loader's resources. Beside it lies its {@linkplain FileHashes index}, {@code <name>.sha256}: class loaders
 * cannot list folders. Immutable.
 *
 * @param name the folder, e.g. {@code "io/instgenie/models/sticker-fill"}
 * @param files what it holds
 */
record ResourceFolder(ClassLoader loader, String name, FileHashes files) {
    /** Reads the folder's index. */
    static ResourceFolder open(ClassLoader loader, String name) throws IOException {
        try (InputStream index = stream(loader, name + ".sha256")) {
            return new ResourceFolder(loader, name, FileHashes.parse(index.readAllBytes()));
        }
    }

    /** The last part of its name. */
    String baseName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The folder itself, if its resources are plain files and not packed. */
    Optional<Path> inPlace() {
        String file = files.paths().iterator().next();
        URL url = loader.getResource(name + "/" + file);
        if (url == null || !url.getProtocol().equals("file")) {
            return Optional.empty();
        }
        Path resource = Path.of(URI.create(url.toString()));
        int depth = resource.getNameCount() - Path.of(file).getNameCount();
        return Optional.of(resource.getRoot().resolve(resource.subpath(0, depth)));
    }

    /** Writes all files into {@code target}, which is made. */
    void copyTo(Path target) throws IOException {
        for (String path : files.paths()) {
            Path file = target.resolve(path);
            Files.createDirectories(file.resolveSibling(""));
            try (InputStream content = stream(loader, name + "/" + path)) {
                Files.copy(content, file);
            }
        }
    }

    private static InputStream stream(ClassLoader loader, String resource) throws IOException {
        InputStream stream = loader.getResourceAsStream(resource);
        if (stream == null) {
            throw new NoSuchFileException(resource, null, "not on the class path");
        }
        return stream;
    }
}
