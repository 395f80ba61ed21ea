package io.instgenie.activations;

import io.instgenie.cost.Section;
import io.instgenie.plan.BlockMode;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses how the blocks of a step get their templates' keys and values. */
@FunctionalInterface
public interface BlockModes {
    /** Loads keys and values everywhere, or where they are not kept, what they are projected from. */
    BlockModes LOAD_ALL = step -> step.groups().stream()
            .map(group -> IntStream.range(0, step.work().size())
                    .mapToObj(block -> group.format().keeps(block, Section.KEY_VALUES) ? BlockMode.KV : BlockMode.X)
                    .toList())
            .toList();

    /** A mode for each group and block. It must be one that what is kept, and the block before, allow. */
    List<List<BlockMode>> choose(StepShape step);
}
