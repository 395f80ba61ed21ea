package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import java.io.IOException;
import java.nio.file.Path;

/** The shortest edit: a picture, a mask, a prompt. It computes all of the picture, as Diffusers does. */
public final class QuickStart {
    private QuickStart() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        try (EditEngine engine = EditEngine.builder().build()) {
            EditResult result = engine.edit(EditRequest.builder()
                    .image(Scene.ROCKET.image())
                    .mask(Scene.ROCKET.mask())
                    .prompt("rocket")
                    .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                    .numInferenceSteps(arguments.steps())
                    .seed(7)
                    .build());
            Path file = arguments.folder().resolve("quick-start.png");
            result.image().write(file);
            System.out.println(
                    file + " took " + result.provenance().times().total().toMillis() + " ms");
        }
    }
}
