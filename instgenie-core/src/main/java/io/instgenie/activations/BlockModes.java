package io.instgenie.activations;

import io.instgenie.plan.BlockMode;
import java.util.LinkedList;
import java.util.List;

/** Chooses how the blocks of a step get what edits read of their templates. */
@FunctionalInterface
public interface BlockModes {
    /** Loads what edits read; where that is not kept, what it is projected from; and computes where a pass cannot begin from what is kept. */
    BlockModes LOAD_ALL =
            step -> step.groups().stream().map(group -> loadAll(group.format())).toList();

    /** A mode for each group and block. It must be one that what is kept, and the block before, allow. */
    List<List<BlockMode>> choose(StepShape step);

    private static List<BlockMode> loadAll(ActivationFormat format) {
        LinkedList<BlockMode> modes = new LinkedList<>();
        boolean nextNeedsRows = false;
        for (int block = format.blocks().size() - 1; block >= 0; block--) {
            BlockMode alone = format.keepsLent(block) ? BlockMode.KV : BlockMode.X;
            BlockMode mode = nextNeedsRows ? BlockMode.COMPUTE : alone;
            nextNeedsRows = mode != BlockMode.KV && !format.canResume(block);
            modes.addFirst(mode);
        }
        return List.copyOf(modes);
    }
}
