package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.Template;
import java.io.IOException;
import java.util.List;

/** Registers a picture once and edits it often: every edit computes only the tokens under its mask. */
public final class ReuseTemplate {
    private ReuseTemplate() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        try (EditEngine engine = EditEngine.builder().build()) {
            engine.register(Template.builder("meadow", Scene.APPLE.image())
                    .numInferenceSteps(arguments.steps())
                    .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                    .build());
            for (String thing : List.of("apple", "cat", "balloon")) {
                EditResult result = engine.edit(EditRequest.builder()
                        .template("meadow") // the template's schedule is the request's unless it sets its own
                        .mask(Scene.APPLE.mask())
                        .prompt(thing)
                        .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                        .build());
                result.image().write(arguments.folder().resolve("meadow-" + thing + ".png"));
                Provenance provenance = result.provenance();
                System.out.printf(
                        "%-8s %s, %d of %d tokens, %d ms%n",
                        thing,
                        provenance.mode(),
                        provenance.maskedTokens(),
                        provenance.imageTokens(),
                        provenance.times().total().toMillis());
            }
        }
        System.out.println("pictures are in " + arguments.folder());
    }
}
