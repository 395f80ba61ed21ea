package io.instgenie.examples.cli;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.math.BigInteger;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A picture, its schedule, and how it is recorded as a template. An option that is not given is left to the engine. */
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class TemplateOptions {
    @Option(names = "--image", paramLabel = "FILE", required = true, description = "Picture to edit.")
    private Path image;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "" + EditRequest.DEFAULT_NUM_INFERENCE_STEPS,
            description = "Denoising steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--strength",
            paramLabel = "S",
            defaultValue = "" + EditRequest.DEFAULT_STRENGTH,
            description = "Share of the schedule to run, above 0 and at most 1 (default: ${DEFAULT-VALUE}).")
    private double strength;

    @Option(names = "--guidance-scale", paramLabel = "G", description = "How closely to follow the prompt.")
    private @Nullable Double guidanceScale;

    @Option(
            names = "--template-prompt",
            paramLabel = "P",
            defaultValue = "",
            description = "What the picture shows, for its own pass through the model (default: empty).")
    private String templatePrompt;

    @Option(
            names = "--template-seed",
            paramLabel = "K",
            defaultValue = "0",
            description = "Seed of the template's noise, -2^63 to 2^64-1 (default: ${DEFAULT-VALUE}).")
    private BigInteger templateSeed;

    EditImage image() {
        return EditImage.read(image);
    }

    Template template(String id, EditImage picture, int maxSequenceLength) {
        Template.Builder template = Template.builder(id, picture)
                .prompt(templatePrompt)
                .seed(templateSeed)
                .numInferenceSteps(steps)
                .strength(strength)
                .maxSequenceLength(maxSequenceLength);
        if (guidanceScale != null) {
            template.guidanceScale(guidanceScale);
        }
        return template.build();
    }

    EditRequest.Builder request(int maxSequenceLength) {
        EditRequest.Builder request = EditRequest.builder()
                .numInferenceSteps(steps)
                .strength(strength)
                .maxSequenceLength(maxSequenceLength);
        return guidanceScale == null ? request : request.guidanceScale(guidanceScale);
    }
}
