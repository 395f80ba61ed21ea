package io.instgenie.denoise;

import io.instgenie.activations.StepRecording;
import io.instgenie.cost.Section;
import io.instgenie.model.Keeper;
import io.instgenie.model.Numbers;
import io.instgenie.model.Share;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a template's pass computes in one block: lent to edits as it is, and recorded. A pass of several lanes, each with its own recording,
 * lends nothing. Used by one thread, for one block.
 */
final class Capture implements Keeper, Share {
    private final int block;
    private final Optional<Section> lent;
    private final List<StepRecording> recordings; // of each lane; empty if nothing is recorded
    private Tensor[] captured = {};

    /**
     * Lends, and records nothing.
     *
     * @param lent what edits read of the block, if they read anything
     */
    static Capture lending(int block, Optional<Section> lent) {
        return new Capture(block, lent, List.of());
    }

    /** Lends and records the one lane of a pass. */
    static Capture lendingAndRecording(int block, Optional<Section> lent, StepRecording recording) {
        return new Capture(block, lent, List.of(recording));
    }

    /** Records each lane. */
    static Capture recording(int block, List<StepRecording> recordings) {
        return new Capture(block, Optional.empty(), recordings);
    }

    private Capture(int block, Optional<Section> lent, List<StepRecording> recordings) {
        this.block = block;
        this.lent = lent;
        this.recordings = recordings;
    }

    @Override
    public boolean wants(int lane, Section section) {
        return lends(section) || !recordings.isEmpty() && recordings.get(lane).keeps(block, section);
    }

    private boolean lends(Section section) {
        return lent.filter(section::equals).isPresent();
    }

    @Override
    public void keep(int lane, Section section, Tensor... parts) {
        if (lends(section)) {
            captured = parts;
        }
        if (!recordings.isEmpty()) {
            recordings.get(lane).keep(block, section, parts);
        }
    }

    @Override
    public Numbers part(Section section, int part) {
        if (!lends(section) || captured.length == 0) {
            throw new IllegalStateException(section + " of block " + block + " were not captured");
        }
        return new Numbers(captured[part]);
    }
}
