package io.instgenie.cache.disk;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file of the disk tier says of itself.
 *
 * @param manifestHash of what the activations depend on; 8 to 128 letters, digits, {@code -} and {@code _}. It names the file
 * @param fields what was hashed, for people to read
 * @param precision the name of the number type
 * @param originBytes of what the template is computed from, 0 if that is not stored
 */
public record TemplateFileHeader(
        String manifestHash, Map<String, String> fields, String precision, int originBytes, SlabLayout layout) {
    public TemplateFileHeader {
        requireHash(manifestHash);
        if (originBytes < 0) {
            throw new IllegalArgumentException("originBytes must be 0 or more, not " + originBytes);
        }
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    static String requireHash(String manifestHash) {
        if (!manifestHash.matches("[A-Za-z0-9_-]{8,128}")) {
            throw new IllegalArgumentException(
                    "a manifest's hash is 8 to 128 letters, digits, - and _, not \"" + manifestHash + "\"");
        }
        return manifestHash;
    }

    /** Where the origin begins. */
    long originOffset() {
        return SlabLayout.align(FileIndex.encodedBytes(this), SlabLayout.SECTION_ALIGNMENT);
    }

    /** Where the first slab begins. */
    long dataOffset() {
        return SlabLayout.align(originOffset() + originBytes, SlabLayout.SLAB_ALIGNMENT);
    }

    /** The whole file's size, known before anything is written. */
    public long fileBytes() {
        return dataOffset() + layout.totalBytes();
    }
}
