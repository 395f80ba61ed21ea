package io.instgenie.model;

import io.instgenie.cost.Section;

/** What there is of a template in one block at one step, to be read where the denoiser is until the block is done. Used by one thread. */
@FunctionalInterface
public interface Share {
    /** Of a block where each row is computed from itself. */
    Share NOTHING = (section, part) -> {
        throw new IllegalStateException(section + " are not lent");
    };

    /**
     * One part of a section.
     *
     * @param part keys are part 0 of {@link Section#KEY_VALUES}, values part 1
     * @throws IllegalStateException if the section is not there
     */
    Numbers part(Section section, int part);
}
