package io.instgenie.pretrained;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sticker Fill, the small FLUX.1-Fill inside this library, as a folder that {@link PretrainedPipeline#read} reads. Thread-safe. */
public final class EmbeddedModel {
    private static final String FOLDER = "io/instgenie/models/sticker-fill";

    private EmbeddedModel() {}

    /**
     * The model's folder: its place on the class path if that is a folder, otherwise as {@link #extractTo} leaves it.
     *
     * @param cacheFolder where to extract to; made if missing, touched only if needed
     * @throws UncheckedIOException if the cache folder cannot be written
     */
    public static Path folder(Path cacheFolder) {
        try {
            ResourceFolder resources = resources();
            Optional<Path> inPlace = resources.inPlace();
            return inPlace.isPresent() ? inPlace.get() : new Extraction(cacheFolder).of(resources);
        } catch (IOException e) {
            throw cannotExtract(cacheFolder, e);
        }
    }

    /**
     * Copies the model into a sub-folder of {@code cacheFolder}, unless a whole copy is there already, and returns that. Threads and JVMs
     * that do so at once wait for each other.
     *
     * @param cacheFolder made if missing
     * @throws UncheckedIOException if it cannot be written
     */
    public static Path extractTo(Path cacheFolder) {
        try {
            return new Extraction(cacheFolder).of(resources());
        } catch (IOException e) {
            throw cannotExtract(cacheFolder, e);
        }
    }

    private static ResourceFolder resources() throws IOException {
        return ResourceFolder.open(EmbeddedModel.class.getClassLoader(), FOLDER);
    }

    private static UncheckedIOException cannotExtract(Path cacheFolder, IOException cause) {
        return new UncheckedIOException("cannot extract the embedded model to " + cacheFolder, cause);
    }
}
