package io.instgenie.cuda;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.util.Random;

/** A template and edits of it, small and of few steps, since emulated kernels are slow. */
final class ProofEdits {
    static final int STEPS = 2;
    /** The activations of some blocks stay on the device, those of others are copied at every use. */
    static final long CACHE_BYTES = 300_000;

    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    private ProofEdits() {}

    static Template template() {
        byte[] pixels = new byte[WIDTH * HEIGHT * 3];
        new Random(1).nextBytes(pixels);
        return Template.builder("noise", EditImage.ofRgb(WIDTH, HEIGHT, pixels))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(24)
                .build();
    }

    /** A mask of {@code size} by {@code size} pixels. */
    static EditMask mask(int x, int y, int size) {
        return EditMask.rectangle(WIDTH, HEIGHT, x, y, size, size);
    }

    static EditRequest request(EditMask mask, EditMode mode, long seed) {
        return EditRequest.builder()
                .template("noise")
                .mask(mask)
                .mode(mode)
                .prompt("a red star")
                .numInferenceSteps(STEPS)
                .seed(seed)
                .maxSequenceLength(24)
                .build();
    }
}
