package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.ProfileFitter;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.ProfileFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures this machine for the simulator. */
@Command(
        name = "profile",
        description =
                "Runs edits on an engine that does nothing else, and writes what they cost for 'simulate --profile'.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class ProfileCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Where to write the profile.")
    private Path output;

    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Width and height of the pictures (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--steps", defaultValue = "20", description = "Steps of an edit (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--rounds", defaultValue = "16", description = "Batches to measure (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Override
    public void run() {
        OutputFiles.requireFolderOf(output);
        if (size < 1 || rounds < 1) {
            throw new InvalidRequestException("size is " + size + ", rounds " + rounds + "; both must be at least 1");
        }
        try (EditEngine engine = model.start()) {
            Profile profile = new ProfileFitter(size, model.maxSequenceLength(), steps, rounds).fit(engine);
            ProfileFile.write(profile, output);
            spec.commandLine()
                    .getOut()
                    .printf("%s: R^2 is %.3f or more%n", output, profile.model().rSquared());
        }
    }
}
