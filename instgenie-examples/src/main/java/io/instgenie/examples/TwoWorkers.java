package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.metrics.EngineStats;
import io.instgenie.routing.RouterKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Serves edits of one template on two workers, each with its share of the processors, and lets the engine finish before it closes. */
public final class TwoWorkers {
    private static final int EDITS = 6;

    private TwoWorkers() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        List<EditHandle> handles = new ArrayList<>();
        EngineStats stats;
        try (EditEngine engine = EditEngine.builder()
                .workers(2)
                .router(RouterKind.MASK_AWARE) // the default: where the edit costs least
                .build()) {
            engine.register(Template.builder("meadow", Scene.APPLE.image())
                    .numInferenceSteps(arguments.steps())
                    .build());
            for (int seed = 0; seed < EDITS; seed++) {
                handles.add(engine.submit(EditRequest.builder()
                        .template("meadow")
                        .mask(Scene.APPLE.mask())
                        .prompt(Scene.APPLE.prompt())
                        .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                        .seed(seed)
                        .build()));
            }
            engine.close(Duration.ofMinutes(5)); // takes no more, and finishes these
            stats = engine.stats();
        }
        for (int seed = 0; seed < EDITS; seed++) {
            handles.get(seed).join().image().write(arguments.folder().resolve("apple-" + seed + ".png"));
        }
        System.out.println(stats.done() + " edits in " + stats.steps() + " steps; P95 "
                + stats.latency().p95().toMillis() + " ms");
        System.out.println("pictures are in " + arguments.folder());
    }
}
