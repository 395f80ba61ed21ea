package io.instgenie.encode;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.tensor.Placement;
import io.instgenie.toy.ToyModel;
import java.util.Optional;
import java.util.Random;

/** Edits of one template of 4 x 3 tokens, of which a mask touches two. */
public final class ToyEdits {
    public static final int WIDTH = 32;
    public static final int HEIGHT = 24;
    public static final EditMask MASK = EditMask.rectangle(WIDTH, HEIGHT, 10, 9, 10, 5);
    public static final long[] MASKED = {5, 6};
    public static final Template TEMPLATE =
            Template.builder("noise", picture()).numInferenceSteps(4).build();

    private ToyEdits() {}

    private static EditImage picture() {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        new Random(3).nextBytes(rgb);
        return EditImage.ofRgb(WIDTH, HEIGHT, rgb);
    }

    public static Pipeline pipeline() {
        return new ToyModel().load(Placement.CPU, new TorchKernels());
    }

    /** An edit of the template as a pipeline settles it. */
    public static EditPlan plan(Pipeline pipeline, double strength) {
        EditRequest request = EditRequest.builder()
                .template(TEMPLATE.id())
                .mask(MASK)
                .seed(11)
                .strength(strength)
                .prompt("one two three four five six")
                .mode(EditMode.CACHED)
                .build();
        return EditPlan.of(request, Optional.of(TEMPLATE), pipeline.spec());
    }
}
