package io.instgenie.cache;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file of the disk tier says of itself.
 *
 * @param manifestHash of what the activations depend on; 8 to 128 letters, digits, {@code -} and {@code _}. It names the file
 * @param fields what was hashed, for people to read
 * @param precision the name of the number type
 */
public record TemplateFileHeader(String manifestHash, Map<String, String> fields, String precision, SlabLayout layout) {
    public TemplateFileHeader {
        requireHash(manifestHash);
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    static String requireHash(String manifestHash) {
        if (!manifestHash.matches("[A-Za-z0-9_-]{8,128}")) {
            throw new IllegalArgumentException(
                    "a manifest's hash is 8 to 128 letters, digits, - and _, not \"" + manifestHash + "\"");
        }
        return manifestHash;
    }

    /** Where the first slab begins. */
    long dataOffset() {
        return SlabLayout.align(FileIndex.encodedBytes(this), SlabLayout.SLAB_ALIGNMENT);
    }

    /** The whole file's size, known before anything is written. */
    public long fileBytes() {
        return dataOffset() + layout.totalBytes();
    }
}
