package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
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

    @Option(
            names = "--variant",
            paramLabel = "V",
            description = "Weights to read where the model has several, such as fp16 (Diffusers' variant).")
    private @Nullable String variant;

    @Option(
            names = "--disk-cache",
            paramLabel = "DIR",
            description = "Folder for templates' activations: what is registered once is found by later calls.")
    private @Nullable Path diskCache;

    EditEngine start() {
        EditEngineBuilder engine = folder == null ? EditEngine.builder() : EditEngine.builder(folder);
        if (variant != null) {
            engine.variant(variant);
        }
        if (diskCache != null) {
            engine.diskCache(diskCache, Long.MAX_VALUE);
        }
        return engine.build();
    }

    int maxSequenceLength() {
        if (maxSequenceLength != null) {
            return maxSequenceLength;
        }
        return folder == null ? Scene.MAX_SEQUENCE_LENGTH : LONGEST_PROMPT;
    }
}
