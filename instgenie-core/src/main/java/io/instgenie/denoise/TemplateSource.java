package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.plan.BlockMode;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the edits of one template at one step get its keys and values from, block after block: what is kept of the step, or the
 * template's own pass. What is computed whole, or loaded whole, is kept on the way if there is room. Used by one thread.
 */
final class TemplateSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateSource.class);

    private final ComputeDevice device;
    private final TemplateTrajectory trajectory;
    private final TemplatePass pass;
    private final List<BlockMode> modes;
    private final StepRecording recording;
    private @Nullable KeptStep kept;
    private boolean whole = true;

    /**
     * @param kept what the modes speak of, or null to compute everything
     * @param modes by block
     * @param recording keeps what passes by
     */
    TemplateSource(
            ComputeDevice device,
            FluxTransformer transformer,
            TemplateTrajectory trajectory,
            int step,
            @Nullable KeptStep kept,
            List<BlockMode> modes,
            StepRecording recording) {
        this.device = device;
        this.trajectory = trajectory;
        this.pass = new TemplatePass(transformer, trajectory, step);
        this.kept = kept;
        this.modes = modes;
        this.recording = recording;
    }

    /** Keys and values of all image tokens; to be called for each block in turn. */
    KeyValue keyValue(int block) {
        KeptStep source = kept;
        if (source == null) {
            return compute(block);
        }
        try {
            return obtain(block, modes.get(block), source);
        } catch (LoadMissedException e) {
            LOG.warn("computing from block {} on: {}", block, e.getMessage());
            return catchUp(block);
        }
    }

    private KeyValue compute(int block) {
        if (block == 0) {
            pass.embed();
        }
        return (whole ? pass.record(block, List.of(recording)) : pass.compute(block)).get(0);
    }

    /** Computes all blocks up to this one, and from now on every one. */
    private KeyValue catchUp(int block) {
        kept = null;
        whole = false;
        pass.embed();
        for (int before = 0; before < block; before++) {
            pass.compute(before);
        }
        return pass.compute(block).get(0);
    }

    private KeyValue obtain(int block, BlockMode mode, KeptStep source) throws LoadMissedException {
        return switch (mode) {
            case KV -> {
                pass.leave();
                if (recording.keepsAnything()) {
                    Tensor bytes = source.bytes(block, Section.KEY_VALUES);
                    recording.keep(
                            block,
                            Section.KEY_VALUES,
                            format -> source.format().transcode(bytes, Section.KEY_VALUES, format));
                }
                yield source.keyValue(block, device);
            }
            case X -> {
                whole = false;
                if (block == 0) {
                    pass.embed();
                }
                yield pass.isResident() ? pass.project(block) : pass.project(block, imageRows(source, block));
            }
            case COMPUTE -> {
                whole = false;
                if (block == 0) {
                    pass.embed();
                } else if (!pass.isResident()) {
                    pass.resume(source.hiddenStates(block, device));
                }
                yield pass.compute(block).get(0);
            }
        };
    }

    private Tensor imageRows(KeptStep source, int block) throws LoadMissedException {
        return source.hiddenStates(block, device)
                .narrow(0, trajectory.textTokens(), trajectory.tokens()); // [tokens, width]
    }

    /** Keeps what passed by, if all of it did. */
    void finish() {
        if (whole) {
            recording.finish();
        }
    }

    /** Frees the pass, and what was not finished. */
    @Override
    public void close() {
        pass.close();
        recording.close();
    }
}
