package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Submits several edits at once, which the engine computes together, step by step, and gives one of them up. */
public final class ConcurrentEdits {
    private ConcurrentEdits() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        try (EditEngine engine = EditEngine.builder().maxBatchSize(4).build()) {
            List<EditHandle> handles = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                handles.add(engine.submit(request(seed, arguments.steps())));
            }
            handles.get(3).cancel(); // frees its place at the next step
            for (int seed = 0; seed < 4; seed++) {
                EditHandle handle = handles.get(seed);
                if (handle.future().isCancelled()) {
                    System.out.println("seed " + seed + " was cancelled");
                } else {
                    handle.join().image().write(arguments.folder().resolve("seed-" + seed + ".png"));
                    System.out.println("seed " + seed + " is done");
                }
            }
        }
        System.out.println("pictures are in " + arguments.folder());
    }

    private static EditRequest request(long seed, int steps) {
        return EditRequest.builder()
                .image(Scene.CAR.image())
                .mask(Scene.CAR.mask())
                .prompt(Scene.CAR.prompt())
                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                .numInferenceSteps(steps)
                .seed(seed)
                .build();
    }
}
