package io.instgenie.activations;

import io.instgenie.cache.disk.TemplateFile;
import io.instgenie.cache.prefetch.BlockLoad;
import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.cache.prefetch.SectionLoad;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Section;
import io.instgenie.device.CpuDevice;
import io.instgenie.device.Transfers;
import io.instgenie.plan.BlockMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plans how a step gets the activations of its templates, and has what the plan takes from files loaded ahead: during the blocks before,
 * and for the first blocks of a step, during the step before. Used by the thread that steps.
 */
public final class ActivationLoader implements AutoCloseable {
    private final BlockModes modes;
    private final @Nullable Prefetcher prefetcher;
    private final UnaryOperator<BlockLoad> medium;
    private final Duration limit;
    private final Transfers transfers;
    private @Nullable PlannedStep ahead;

    /**
     * @param prefetcher its own from now on; null to compute what lies in files only
     * @param medium what loads go through, see {@link io.instgenie.cache.prefetch.Throttle}
     * @param limit how long a block waits for its load before it is computed instead
     * @param transfers what brings loads on to where blocks compute
     */
    public ActivationLoader(
            BlockModes modes,
            @Nullable Prefetcher prefetcher,
            UnaryOperator<BlockLoad> medium,
            Duration limit,
            Transfers transfers) {
        this.modes = modes;
        this.prefetcher = prefetcher;
        this.medium = medium;
        this.limit = limit;
        this.transfers = transfers;
    }

    /** For templates in memory, which need no loads. Steps that lie in files only are computed. */
    public static ActivationLoader inMemory(BlockModes modes) {
        return new ActivationLoader(modes, null, UnaryOperator.identity(), Duration.ZERO, new CpuDevice().transfers());
    }

    /** The plan of a step, ready since the last one if it was foreseen. The caller closes it. */
    public PlannedStep begin(List<BlockWork> work, List<TemplateStep> groups) {
        PlannedStep foreseen = ahead;
        ahead = null;
        if (foreseen != null) {
            if (foreseen.isFor(groups)) {
                return foreseen;
            }
            foreseen.close();
        }
        return plan(work, groups, null);
    }

    /** Plans the step after {@code current} for the same jobs; its loads begin behind those of {@code current}, if that loads anything. */
    public void foresee(List<BlockWork> work, PlannedStep current) {
        if (current.loads() != null) {
            ahead = plan(work, current.next(), current);
        }
    }

    private PlannedStep plan(List<BlockWork> work, List<TemplateStep> groups, @Nullable PlannedStep before) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            TemplateStep group = groups.get(i);
            drafts.add(new Draft(
                    group,
                    prefetcher == null ? null : group.activations().storage().file(group.step())));
        }
        choose(work, drafts, before);
        StepLoads loads = schedule(work.size(), drafts);
        List<PlannedStep.Group> planned = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            planned.add(drafts.get(i).planned(loads, i));
        }
        return new PlannedStep(planned, loads);
    }

    private void choose(List<BlockWork> work, List<Draft> drafts, @Nullable PlannedStep before) {
        List<StepShape.Group> shapes = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            if (!drafts.get(i).isComputed()) {
                shapes.add(drafts.get(i).shape(before == null ? List.of() : before.modes(i)));
            }
        }
        if (shapes.isEmpty()) {
            return;
        }
        StepShape shape = new StepShape(work, shapes);
        List<List<BlockMode>> chosen = modes.choose(shape);
        List<List<BlockMode>> all = BlockModes.LOAD_ALL.choose(shape);
        int next = 0;
        for (Draft draft : drafts) {
            if (!draft.isComputed()) {
                // What is loaded whole can be kept in memory, and need not be loaded again.
                draft.modes = (draft.isPromoted() ? all : chosen).get(next);
                next++;
            }
        }
    }

    private @Nullable StepLoads schedule(int blocks, List<Draft> drafts) {
        List<List<StepLoads.Part>> parts = new ArrayList<>();
        boolean any = false;
        for (int block = 0; block < blocks; block++) {
            List<StepLoads.Part> ofBlock = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                drafts.get(i).addPart(ofBlock, i, block);
            }
            any |= !ofBlock.isEmpty();
            parts.add(ofBlock);
        }
        return prefetcher == null || !any ? null : new StepLoads(prefetcher, parts, medium, limit, transfers);
    }

    /** A group's part of a plan in the making. */
    private static final class Draft {
        private final TemplateStep group;
        private final @Nullable StepActivations memory;
        private final @Nullable TemplateFile file;
        private final StepRecording recording;
        private List<BlockMode> modes = List.of();

        Draft(TemplateStep group, @Nullable TemplateFile file) {
            this.group = group;
            this.memory = group.activations().step(group.step());
            this.file = memory == null ? file : null;
            this.recording = group.activations().record(group.step());
        }

        boolean isComputed() {
            return memory == null && file == null;
        }

        boolean isPromoted() {
            return file != null && recording.keepsAnything();
        }

        private ActivationFormat format() {
            return memory != null
                    ? memory.format()
                    : group.activations().storage().format();
        }

        StepShape.Group shape(List<BlockMode> before) {
            return new StepShape.Group(format(), memory != null, before);
        }

        void addPart(List<StepLoads.Part> parts, int index, int block) {
            if (file == null) {
                return;
            }
            boolean resident = block == 0 || modes.get(block - 1) == BlockMode.COMPUTE;
            Optional<Section> loaded = Optional.empty();
            if (modes.get(block) == BlockMode.KV) {
                loaded = format().lends(block);
            } else if (!resident) {
                loaded = Optional.of(Section.HIDDEN_STATES);
            }
            loaded.ifPresent(section ->
                    parts.add(new StepLoads.Part(index, section, new SectionLoad(file, group.step(), block, section))));
        }

        PlannedStep.Group planned(@Nullable StepLoads loads, int index) {
            KeptStep kept = memory;
            if (file != null && loads != null) {
                TemplateFile source = file;
                kept = new StreamedStep(
                        format(),
                        loads,
                        index,
                        () -> group.activations().storage().forget(source));
            }
            return new PlannedStep.Group(group, kept, modes, recording);
        }
    }

    /** Gives up what was foreseen, and fails loads under way. */
    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
            ahead = null;
        }
        if (prefetcher != null) {
            prefetcher.close();
        }
    }
}
