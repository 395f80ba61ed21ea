package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies in a folder, to be told to who looked for something else in it. Immutable.
 *
 * @param entries sorted by name
 */
public record FolderContents(Path folder, List<Path> entries) {
    private static final int TOLD = 12;

    public FolderContents {
        entries = List.copyOf(entries);
    }

    /**
     * Lists a folder.
     *
     * @throws ModelFormatException if it is none or cannot be read
     */
    public static FolderContents of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelFormatException(folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return new FolderContents(folder, entries.sorted().toList());
        } catch (IOException e) {
            throw new ModelFormatException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** "holds a.txt, b/ and 3 more", or "is empty". */
    public String describe() {
        if (entries.isEmpty()) {
            return "is empty";
        }
        String first = entries.stream().limit(TOLD).map(FolderContents::name).collect(Collectors.joining(", "));
        int more = entries.size() - TOLD;
        return "holds " + first + (more > 0 ? " and " + more + " more" : "");
    }

    /** Caches of downloads are made of links; a download that was broken off leaves some that lead nowhere. */
    private static String name(Path entry) {
        String name = String.valueOf(entry.getFileName());
        if (!Files.exists(entry)) {
            return name + " (a link to a file that is not there)";
        }
        return Files.isDirectory(entry) ? name + "/" : name;
    }
}
