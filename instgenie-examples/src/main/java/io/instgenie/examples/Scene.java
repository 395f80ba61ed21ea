package io.instgenie.examples;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Pictures to edit with the embedded model, each with a mask and a prompt that suits it. */
public enum Scene {
    ROCKET(0, "rocket", 7),
    APPLE(1, "apple", 8),
    CAR(4, "put a car here", 11);

    /** The length of prompts, in tokens, that the embedded model was trained on. */
    public static final int MAX_SEQUENCE_LENGTH = 24;

    private final int number;
    private final String prompt;
    private final long seed;

    Scene(int number, String prompt, long seed) {
        this.number = number;
        this.prompt = prompt;
        this.seed = seed;
    }

    public String prompt() {
        return prompt;
    }

    public long seed() {
        return seed;
    }

    public EditImage image() {
        return read("scene-" + number + ".png");
    }

    /** A dense edit of this picture under its mask. */
    EditRequest request(String otherPrompt, int steps) {
        return EditRequest.builder()
                .image(image())
                .mask(mask())
                .prompt(otherPrompt)
                .maxSequenceLength(MAX_SEQUENCE_LENGTH)
                .numInferenceSteps(steps)
                .build();
    }

    public EditMask mask() {
        return EditMask.of(read("mask-" + number + ".png"));
    }

    private static EditImage read(String resource) {
        try (InputStream in = Objects.requireNonNull(Scene.class.getResourceAsStream(resource), resource)) {
            return EditImage.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
