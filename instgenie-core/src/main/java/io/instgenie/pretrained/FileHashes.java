package io.instgenie.pretrained;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The SHA-256 of each file in a folder, by its path in there, as {@code sha256sum} lists them. Immutable.
 *
 * @param digest the list's own SHA-256, in hexadecimal, which stands for the folder's content
 */
record FileHashes(Map<String, String> byPath, String digest) {
    FileHashes {
        byPath = Collections.unmodifiableMap(new TreeMap<>(byPath));
    }

    /** From lines of a hash, two spaces, and a path. */
    static FileHashes parse(byte[] list) throws IOException {
        Map<String, String> byPath = new TreeMap<>();
        for (String line : new String(list, StandardCharsets.UTF_8).lines().toList()) {
            if (!line.matches("[0-9a-f]{64}  [\\w.-]+(/[\\w.-]+)*")) {
                throw new IOException("not a line of a hash and a path: " + line);
            }
            byPath.put(line.substring(66), line.substring(0, 64));
        }
        if (byPath.isEmpty()) {
            throw new IOException("a list of hashes is empty");
        }
        return new FileHashes(byPath, Hashing.sha256().hashBytes(list).toString());
    }

    /** The files, sorted. */
    Set<String> paths() {
        return byPath.keySet();
    }

    /** Whether {@code folder} holds every file, whole. */
    boolean match(Path folder) throws IOException {
        for (Map.Entry<String, String> entry : byPath.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.isRegularFile(file) || !sha256(file).equals(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static String sha256(Path file) throws IOException {
        return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }
}
