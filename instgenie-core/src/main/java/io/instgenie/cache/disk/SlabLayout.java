package io.instgenie.cache.disk;

import io.instgenie.cost.Section;
import java.util.Collections;
import java.util.List;

/**
 * Where a template's activations lie in its file. A slab holds one step, all blocks in order. The bytes of a block that are
 * loaded together lie together. Slabs follow one another in the order of the steps.
 *
 * @param steps 1 to {@value #MOST}
 * @param blocks the sections of each block, 1 to {@value #MOST} blocks
 */
public record SlabLayout(int steps, List<BlockSections> blocks) {
    /** A slab begins at a page, so that it can be mapped, or read past the page cache. */
    public static final int SLAB_ALIGNMENT = 4096;
    /** A section begins at a cache line, which is also what libtorch's own allocations are aligned to. */
    public static final int SECTION_ALIGNMENT = 64;

    static final int MOST = 10_000;

    public SlabLayout {
        blocks = List.copyOf(blocks);
        if (steps < 1 || steps > MOST || blocks.isEmpty() || blocks.size() > MOST) {
            throw new IllegalArgumentException(
                    "steps and blocks must be 1 to " + MOST + ", not " + steps + " and " + blocks.size());
        }
    }

    /** Like blocks, as in a transformer. */
    public static SlabLayout of(int steps, int blocks, BlockSections sections) {
        return new SlabLayout(steps, Collections.nCopies(blocks, sections));
    }

    /** The next multiple of {@code alignment} from {@code bytes} on. */
    public static long align(long bytes, int alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }

    /** Bytes of a section, 0 if it is not stored. */
    public int bytes(int block, Section section) {
        return blocks.get(block).bytes(section);
    }

    /** Bytes from the beginning of one slab to that of the next. */
    public long slabBytes() {
        return align(startOf(blocks.size()), SLAB_ALIGNMENT);
    }

    /** Bytes of all slabs. */
    public long totalBytes() {
        return steps * slabBytes();
    }

    /** Where a section begins, in bytes from the first slab. */
    public long offset(int step, int block, Section section) {
        checkIndex(step, steps, "step");
        checkIndex(block, blocks.size(), "block");
        return step * slabBytes() + startOf(block) + blocks.get(block).offset(section);
    }

    /** How many sections there are, also those that are not stored. */
    int sections() {
        return Math.multiplyExact(steps * Section.values().length, blocks.size());
    }

    /** A section's place among all. */
    int index(int step, int block, Section section) {
        return (step * blocks.size() + block) * Section.values().length + section.ordinal();
    }

    private long startOf(int block) {
        return blocks.stream()
                .limit(block)
                .mapToLong(BlockSections::alignedBytes)
                .sum();
    }

    private static void checkIndex(int index, int size, String what) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(what + " " + index + " of " + size);
        }
    }
}
