package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.ProfileFitter;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.ProfileFile;
import io.instgenie.simulator.TraceFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--rounds",
            defaultValue = "16",
            description =
                    "Numbers of edits in flight to measure, one to eight and then anew (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Mask ratios of the edits to simulate (default: from a token to the whole picture).")
    private @Nullable Path trace;

    @Override
    public void run() {
        OutputFiles.require(output);
        if (size < 1 || rounds < 1) {
            throw new InvalidRequestException("size is " + size + ", rounds " + rounds + "; both must be at least 1");
        }
        try (EditEngine engine = model.start()) {
            ProfileFitter fitter = fitter();
            fitter.warm(engine);
            Profile profile = fitter.fit(engine);
            ProfileFile.write(profile, output);
            spec.commandLine()
                    .getOut()
                    .printf("%s: R^2 is %.3f or more%n", output, profile.model().rSquared());
        }
    }

    private ProfileFitter fitter() {
        int textTokens = model.maxSequenceLength();
        return trace == null
                ? ProfileFitter.ofAllSizes(size, textTokens, steps, rounds)
                : new ProfileFitter(size, textTokens, steps, rounds, TraceFile.read(trace));
    }
}
