package io.instgenie.cache.disk;

import io.instgenie.cost.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * The sections of one block, in bytes; 0 where a section is not stored. Immutable.
 *
 * @param bytes 0 to 2^31 - 1 of each section, in their order
 */
public record BlockSections(List<Integer> bytes) {
    private static final int COUNT = Section.values().length;

    public BlockSections {
        bytes = List.copyOf(bytes);
        if (bytes.size() != COUNT || bytes.stream().anyMatch(each -> each < 0)) {
            throw new IllegalArgumentException(
                    "the bytes of " + COUNT + " sections must be 0 or more each, not " + bytes);
        }
    }

    /** Of the first sections; of the others nothing is stored. */
    public static BlockSections of(int... bytes) {
        List<Integer> all = new ArrayList<>();
        for (int section = 0; section < COUNT; section++) {
            all.add(section < bytes.length ? bytes[section] : 0);
        }
        return new BlockSections(all);
    }

    int bytes(Section section) {
        return bytes.get(section.ordinal());
    }

    /** Room for all, each from an aligned place on. */
    long alignedBytes() {
        return alignedBytes(COUNT);
    }

    /** From the block's place in its slab. */
    long offset(Section section) {
        return alignedBytes(section.ordinal());
    }

    private long alignedBytes(int sections) {
        return bytes.stream()
                .limit(sections)
                .mapToLong(each -> SlabLayout.align(each, SlabLayout.SECTION_ALIGNMENT))
                .sum();
    }
}
