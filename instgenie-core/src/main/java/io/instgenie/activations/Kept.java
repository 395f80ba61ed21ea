package io.instgenie.activations;

import io.instgenie.cost.Section;
import java.util.EnumSet;
import java.util.Set;

/** What is kept of a template's pass, block by block: it decides which modes can later be planned. */
public enum Kept {
    /** Keys and values of the image tokens: 2 numbers per token and channel. */
    KEY_VALUES(EnumSet.of(Section.KEY_VALUES)),
    /** Each block's input rows, text and image: 1 number per token and channel. */
    HIDDEN_STATES(EnumSet.of(Section.HIDDEN_STATES)),
    /** Both, which leaves the planner every mode. */
    BOTH(EnumSet.allOf(Section.class));

    private final Set<Section> sections;

    Kept(Set<Section> sections) {
        this.sections = Set.copyOf(sections);
    }

    boolean keeps(Section section) {
        return sections.contains(section);
    }
}
