package io.instgenie.denoise;

import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.plan.BlockMode;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where the edits of one template at one step get its keys and values from, block after block: what is kept of the step, or the
 * template's own pass, which is then recorded. Used by one thread.
 */
final class TemplateSource implements AutoCloseable {
    private final TemplateTrajectory trajectory;
    private final TemplatePass pass;
    private final TemplateActivations activations;
    private final int step;
    private final @Nullable StepActivations kept;
    private @Nullable StepActivations recording;
    private final BlockModes modes;

    /** @param activations where the step is kept, or will be if it is computed and there is room for it */
    TemplateSource(
            FluxTransformer transformer,
            TemplateTrajectory trajectory,
            TemplateActivations activations,
            int step,
            BlockModes modes) {
        this.trajectory = trajectory;
        this.pass = new TemplatePass(transformer, trajectory, step);
        this.activations = activations;
        this.step = step;
        this.kept = activations.step(step);
        this.recording = kept == null && activations.reserve()
                ? new StepActivations(transformer.blocks().size())
                : null;
        this.modes = modes;
    }

    /** Keys and values of all image tokens; to be called for each block in turn. */
    KeyValue keyValue(int block) {
        return kept == null ? record(block) : obtain(block, kept);
    }

    /** Keeps what was recorded, if anything was. */
    void finish() {
        if (recording != null) {
            activations.put(step, recording);
            recording = null;
        }
    }

    /** Frees the pass, and a recording that was not finished. */
    @Override
    public void close() {
        pass.close();
        if (recording != null) {
            activations.abandon(recording);
            recording = null;
        }
    }

    private KeyValue record(int block) {
        if (block == 0) {
            pass.embed();
        }
        return recording == null
                ? pass.compute(block).get(0)
                : pass.record(block, activations.kept(), List.of(recording)).get(0);
    }

    private KeyValue obtain(int block, StepActivations step) {
        BlockMode mode = modes.mode(step, block);
        return switch (mode) {
            case KV -> {
                pass.leave();
                yield require(step.keyValue(block), mode, block);
            }
            case X -> {
                if (block == 0) {
                    pass.embed();
                }
                yield pass.isResident() ? pass.project(block) : pass.project(block, imageRows(step, block));
            }
            case COMPUTE -> {
                if (block == 0) {
                    pass.embed();
                } else if (!pass.isResident()) {
                    pass.resume(require(step.hiddenStates(block), mode, block));
                }
                yield pass.compute(block).get(0);
            }
        };
    }

    private Tensor imageRows(StepActivations step, int block) {
        return require(step.hiddenStates(block), BlockMode.X, block)
                .narrow(0, trajectory.textTokens(), trajectory.tokens()); // [tokens, width]
    }

    private static <T> T require(@Nullable T kept, BlockMode mode, int block) {
        if (kept == null) {
            throw new IllegalStateException(
                    "block " + block + " was planned as " + mode + ", but what that loads is not kept");
        }
        return kept;
    }
}
