package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.examples.Scene;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model to use. */
final class ModelOption {
    private static final int LONGEST_PROMPT = 512;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model in the Diffusers folder layout; the small embedded one if not given.")
    private @Nullable Path folder;

    @Option(
            names = "--max-sequence-length",
            paramLabel = "L",
            description = "Longest prompt in tokens; " + LONGEST_PROMPT + ", or " + Scene.MAX_SEQUENCE_LENGTH
                    + " for the embedded model, if not given.")
    private @Nullable Integer maxSequenceLength;

    EditEngine start() {
        return (folder == null ? EditEngine.builder() : EditEngine.builder(folder)).build();
    }

    int maxSequenceLength() {
        if (maxSequenceLength != null) {
            return maxSequenceLength;
        }
        return folder == null ? Scene.MAX_SEQUENCE_LENGTH : LONGEST_PROMPT;
    }
}
