package io.instgenie.activations;

import io.instgenie.plan.BlockMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a step gets the activations of its templates, its loads under way.
 *
 * @param loads null if nothing is loaded
 */
public record PlannedStep(
        List<PlannedStep.Group> groups, @Nullable StepLoads loads) implements AutoCloseable {
    /**
     * @param kept what the modes speak of; null if everything is computed
     * @param modes by block; empty if everything is computed
     * @param recording keeps what is computed or loaded whole
     */
    public record Group(
            TemplateStep template, @Nullable KeptStep kept, List<BlockMode> modes, StepRecording recording) {}

    /** The templates of the step after this one, if all jobs go on and no other joins. */
    public List<TemplateStep> next() {
        return groups.stream().map(group -> group.template().next()).toList();
    }

    boolean isFor(List<TemplateStep> templates) {
        return groups.stream().map(Group::template).toList().equals(templates);
    }

    /** A group's modes; empty if there is no such group. */
    List<BlockMode> modes(int group) {
        return group < groups.size() ? groups.get(group).modes() : List.of();
    }

    /** To be called when a block is done: its slot is free. */
    public void release() {
        if (loads != null) {
            loads.release();
        }
    }

    @Override
    public void close() {
        if (loads != null) {
            loads.close();
        }
        groups.forEach(group -> group.recording().close());
    }
}
