package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.EditRequest;
import java.io.IOException;
import java.nio.file.Path;

/** Watches an edit grow: after every step, the picture as the model sees it then. */
public final class ReadProgress {
    private ReadProgress() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        try (EditEngine engine = EditEngine.builder().build()) {
            EditHandle handle = engine.submit(EditRequest.builder()
                    .image(Scene.ROCKET.image())
                    .mask(Scene.ROCKET.mask())
                    .prompt("sunflower")
                    .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                    .numInferenceSteps(arguments.steps())
                    .previews(true) // costs a decoding each
                    .build());
            handle.onProgress(progress -> show(progress, arguments.folder()));
            handle.join().image().write(arguments.folder().resolve("result.png"));
        }
        System.out.println("pictures are in " + arguments.folder());
    }

    private static void show(EditProgress progress, Path folder) {
        System.out.println("step " + progress.step() + " of " + progress.steps());
        progress.preview().ifPresent(preview -> preview.write(folder.resolve("step-" + progress.step() + ".png")));
    }
}
