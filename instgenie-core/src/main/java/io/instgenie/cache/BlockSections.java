package io.instgenie.cache;

/**
 * The sections of one block, in bytes; 0 where a section is not stored.
 *
 * @param keyValues 0 to 2^31 - 1
 * @param hiddenStates 0 to 2^31 - 1
 */
public record BlockSections(int keyValues, int hiddenStates) {
    public BlockSections {
        if (keyValues < 0 || hiddenStates < 0) {
            throw new IllegalArgumentException(
                    "a section's bytes must be 0 or more, not " + keyValues + " and " + hiddenStates);
        }
    }

    int bytes(Section section) {
        return switch (section) {
            case KEY_VALUES -> keyValues;
            case HIDDEN_STATES -> hiddenStates;
        };
    }

    /** Room for both, each from an aligned place on. */
    long alignedBytes() {
        return align(keyValues) + align(hiddenStates);
    }

    /** From the block's place in its slab. */
    long offset(Section section) {
        return section == Section.KEY_VALUES ? 0 : align(keyValues);
    }

    private static long align(long bytes) {
        return SlabLayout.align(bytes, SlabLayout.SECTION_ALIGNMENT);
    }
}
