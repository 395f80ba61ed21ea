package io.instgenie.denoise;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.KeptShare;
import io.instgenie.activations.KeptStep;
import io.instgenie.activations.LoadMissedException;
import io.instgenie.activations.PlannedStep;
import io.instgenie.activations.StepRecording;
import io.instgenie.cost.Section;
import io.instgenie.device.ComputeDevice;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.model.Share;
import io.instgenie.plan.BlockMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the edits of one template at one step get its share from, block after block: what is kept of the step, or the template's own pass.
 * What is computed whole, or loaded whole, is kept on the way if there is room. Used by one thread.
 */
final class TemplateSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateSource.class);

    private final ComputeDevice device;
    private final Pass pass;
    private final ActivationFormat format;
    private final int lastBlock;
    private final List<BlockMode> modes;
    private final StepRecording recording;
    private @Nullable KeptStep kept;
    private boolean whole = true;
    private int at = -1;
    private Share current = Share.NOTHING;

    /**
     * @param pass of the template's rows; its own from now on
     * @param group how the step gets the template's share
     */
    TemplateSource(ComputeDevice device, Pass pass, PlannedStep.Group group) {
        this.device = device;
        this.pass = pass;
        this.format = group.template().activations().format();
        this.lastBlock = format.blocks().size() - 1;
        this.modes = group.modes();
        this.recording = group.recording();
        this.kept = group.kept();
    }

    /** What edits read of the template; to be called for each block in turn, whether they read anything or not, once or more. */
    Share share(int block) {
        if (at != block) {
            current = next(block);
            at = block;
        }
        return current;
    }

    private Share next(int block) {
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

    private Share compute(int block) {
        if (block == 0) {
            pass.begin();
        }
        Capture capture = whole ? Capture.lendingAndRecording(block, format.lends(block), recording) : lending(block);
        return run(block, capture);
    }

    private Capture lending(int block) {
        return Capture.lending(block, format.lends(block));
    }

    /** Rows that have passed the last block would be read by nobody: there they end. */
    private Capture run(int block, Capture capture) {
        if (block == lastBlock) {
            pass.end(block, capture);
        } else {
            pass.run(block, Lender.NOTHING, capture);
        }
        return capture;
    }

    /** Computes all blocks up to this one, and from now on every one. */
    private Share catchUp(int block) {
        kept = null;
        whole = false;
        pass.begin();
        for (int before = 0; before < block; before++) {
            run(before, lending(before));
        }
        return run(block, lending(block));
    }

    private Share obtain(int block, BlockMode mode, KeptStep source) throws LoadMissedException {
        if (mode == BlockMode.KV) {
            Optional<Section> lent = format.lends(block);
            return lent.isEmpty() ? Share.NOTHING : load(block, lent.get(), source);
        }
        whole = false;
        if (block == 0) {
            pass.begin();
        } else if (!pass.isAt(block)) {
            pass.resume(block, KeptShare.bring(source, block, Section.HIDDEN_STATES, device));
        }
        Capture capture = lending(block);
        if (mode == BlockMode.X) {
            pass.end(block, capture);
            return capture;
        }
        return run(block, capture);
    }

    private Share load(int block, Section lent, KeptStep source) throws LoadMissedException {
        if (recording.keepsAnything()) {
            recording.keep(block, lent, source.format(), source.bytes(block, lent));
        }
        return KeptShare.bring(source, block, lent, device);
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
