package io.instgenie.denoise;

import io.instgenie.activations.StepRecording;
import io.instgenie.cost.Section;
import io.instgenie.model.Keeper;
import io.instgenie.model.Numbers;
import io.instgenie.model.Share;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a template's pass computes in one block: lent to edits as it is, and recorded. A pass of several lanes, each with its own recording,
 * lends nothing. Used by one thread, for one block.
 */
final class Capture implements Keeper, Share {
    private final int block;
    private final List<StepRecording> recordings; // of each lane; empty if nothing is recorded
    private final boolean lends;
    private Tensor[] keyValues = {};

    /** Lends, and records nothing. */
    static Capture lending(int block) {
        return new Capture(block, List.of(), true);
    }

    /** Lends and records the one lane of a pass. */
    static Capture lendingAndRecording(int block, StepRecording recording) {
        return new Capture(block, List.of(recording), true);
    }

    /** Records each lane. */
    static Capture recording(int block, List<StepRecording> recordings) {
        return new Capture(block, recordings, false);
    }

    private Capture(int block, List<StepRecording> recordings, boolean lends) {
        this.block = block;
        this.recordings = recordings;
        this.lends = lends;
    }

    @Override
    public boolean wants(int lane, Section section) {
        return lends && section == Section.KEY_VALUES
                || !recordings.isEmpty() && recordings.get(lane).keeps(block, section);
    }

    @Override
    public void keep(int lane, Section section, Tensor... parts) {
        if (lends && section == Section.KEY_VALUES) {
            keyValues = parts;
        }
        if (!recordings.isEmpty()) {
            recordings.get(lane).keep(block, section, parts);
        }
    }

    @Override
    public Numbers part(Section section, int part) {
        if (section != Section.KEY_VALUES || keyValues.length == 0) {
            throw new IllegalStateException(section + " of block " + block + " were not captured");
        }
        return new Numbers(keyValues[part]);
    }
}
