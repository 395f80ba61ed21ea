package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditRequest;
import io.instgenie.routing.RoutedJob;
import io.instgenie.routing.Router;
import io.instgenie.routing.WorkerView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps large edits on the first worker, so that small ones on the others never wait for them. */
public final class WriteYourOwnRouter implements Router {
    private static final double LARGE = 0.3;

    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        double ratio = (double) job.size().maskedTokens() / job.size().imageTokens();
        WorkerView first = workers.get(0);
        if (ratio >= LARGE || workers.size() == 1) {
            return first;
        }
        return workers.stream()
                .skip(1)
                .min(Comparator.comparingLong(WorkerView::stepsLeft))
                .orElse(first);
    }

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        try (EditEngine engine =
                EditEngine.builder().workers(2).router(new WriteYourOwnRouter()).build()) {
            List<EditHandle> handles = new ArrayList<>();
            for (Scene scene : Scene.values()) {
                handles.add(engine.submit(EditRequest.builder()
                        .image(scene.image())
                        .mask(scene.mask())
                        .prompt(scene.prompt())
                        .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                        .numInferenceSteps(arguments.steps())
                        .seed(scene.seed())
                        .build()));
            }
            for (Scene scene : Scene.values()) {
                String file = "routed-" + scene.ordinal() + ".png";
                handles.get(scene.ordinal())
                        .join()
                        .image()
                        .write(arguments.folder().resolve(file));
            }
        }
        System.out.println("pictures are in " + arguments.folder());
    }
}
