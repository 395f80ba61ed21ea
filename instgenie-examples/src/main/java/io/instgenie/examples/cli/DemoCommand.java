package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.Template;
import io.instgenie.examples.Scene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The first run: what the cache saves, seen and measured. */
@Command(
        name = "demo",
        description = "Edits a picture twice with the embedded model: all of it, and only what changes.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class DemoCommand implements Callable<Integer> {
    private static final String TEMPLATE_ID = "scene";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scene",
            paramLabel = "NAME",
            defaultValue = "ROCKET",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Scene scene;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "" + EditRequest.DEFAULT_NUM_INFERENCE_STEPS,
            description = "Denoising steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "instgenie-demo",
            description = "Where the pictures go (default: ${DEFAULT-VALUE}).")
    private Path folder;

    private record Timed(EditResult result, double seconds) {}

    @Override
    public Integer call() throws IOException {
        Template template = Template.builder(TEMPLATE_ID, scene.image())
                .numInferenceSteps(steps)
                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                .build();
        Files.createDirectories(folder);
        template.image().write(folder.resolve("demo-input.png"));
        try (EditEngine engine = EditEngine.builder().build()) {
            engine.register(template);
            engine.edit(request(EditMode.DENSE)); // the JVM's and libtorch's first time counts for neither
            engine.edit(request(EditMode.CACHED));
            report(edit(engine, EditMode.DENSE, "demo-dense.png"), edit(engine, EditMode.CACHED, "demo-cached.png"));
        }
        return 0;
    }

    private Timed edit(EditEngine engine, EditMode mode, String file) {
        long start = System.nanoTime();
        EditResult result = engine.edit(request(mode));
        double seconds = (System.nanoTime() - start) / 1e9;
        result.image().write(folder.resolve(file));
        return new Timed(result, seconds);
    }

    private EditRequest request(EditMode mode) {
        return EditRequest.builder()
                .template(TEMPLATE_ID)
                .mask(scene.mask())
                .prompt(scene.prompt())
                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                .seed(scene.seed())
                .mode(mode)
                .build();
    }

    private void report(Timed dense, Timed cached) {
        Provenance provenance = cached.result().provenance();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("\"%s\", %d steps%n%n", scene.prompt(), provenance.steps());
        out.printf("%-8s %8s %10s %8s%n", "edit", "tokens", "seconds", "ratio");
        out.printf("%-8s %8d %10.3f %8.2f%n", "dense", provenance.imageTokens(), dense.seconds(), 1.0);
        out.printf(
                "%-8s %8d %10.3f %8.2f%n",
                "cached", provenance.maskedTokens(), cached.seconds(), dense.seconds() / cached.seconds());
        out.printf("%ndemo-input.png, demo-dense.png and demo-cached.png are in %s%n", folder);
    }
}
