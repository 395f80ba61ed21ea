package io.instgenie.edit;

import java.math.BigInteger;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A picture whose activations an engine keeps under an id, so that edits of it compute only what their masks touch. The schedule
 * (steps, strength, guidance scale) is part of it: activations are kept step by step, and the first cached edit with another schedule
 * records them anew.
 * Immutable and thread-safe.
 */
public final class Template {
    private final String id;
    private final EditImage image;
    private final String prompt;
    private final long seed;
    private final int numInferenceSteps;
    private final double strength;
    private final OptionalDouble guidanceScale;
    private final int maxSequenceLength;

    private Template(Builder builder) {
        id = Options.id("id", builder.id);
        image = Options.required("image", builder.image);
        prompt = Options.required("prompt", builder.prompt);
        seed = builder.seed;
        numInferenceSteps = Options.numInferenceSteps(builder.numInferenceSteps);
        strength = Options.strength(builder.strength);
        guidanceScale = builder.guidanceScale;
        guidanceScale.ifPresent(Options::guidanceScale);
        maxSequenceLength = Options.maxSequenceLength(builder.maxSequenceLength);
    }

    /**
     * A template with all options at their defaults.
     *
     * @throws InvalidRequestException if {@code id} is blank
     */
    public static Template of(String id, EditImage image) {
        return builder(id, image).build();
    }

    /** Starts a template named {@code id}, which must not be blank. */
    public static Builder builder(String id, EditImage image) {
        return new Builder(id, image);
    }

    /** The name that requests give. */
    public String id() {
        return id;
    }

    public EditImage image() {
        return image;
    }

    /** What the picture shows, for the template's own pass through the model. */
    public String prompt() {
        return prompt;
    }

    /** The seed of the template's own noise; a request's seed is its own. */
    public long seed() {
        return seed;
    }

    /** Steps of the whole schedule; see {@link EditRequest.Builder#numInferenceSteps}. */
    public int numInferenceSteps() {
        return numInferenceSteps;
    }

    /** The share of the schedule that is run; see {@link EditRequest.Builder#strength}. */
    public double strength() {
        return strength;
    }

    /** The guidance scale; empty means the pipeline's default. */
    public OptionalDouble guidanceScale() {
        return guidanceScale;
    }

    /** The longest prompt in tokens; what is beyond is cut off. */
    public int maxSequenceLength() {
        return maxSequenceLength;
    }

    @Override
    public String toString() {
        return "Template[" + id + ", " + image + ", " + numInferenceSteps + " steps]";
    }

    /** Collects a template's options; not thread-safe. */
    public static final class Builder {
        private final @Nullable String id;
        private final @Nullable EditImage image;
        private @Nullable String prompt = "";
        private long seed;
        private int numInferenceSteps = EditRequest.DEFAULT_NUM_INFERENCE_STEPS;
        private double strength = EditRequest.DEFAULT_STRENGTH;
        private OptionalDouble guidanceScale = OptionalDouble.empty();
        private int maxSequenceLength = Options.MAX_SEQUENCE_LENGTH;

        private Builder(String id, EditImage image) {
            this.id = id;
            this.image = image;
        }

        /** What the picture shows; default empty. */
        public Builder prompt(String prompt) {
            this.prompt = prompt;
            return this;
        }

        /** The seed of the template's noise, any number; default 0. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * As {@link #seed(long)}, for all that {@code torch.Generator.manual_seed} takes.
         *
         * @throws InvalidRequestException if it is not from -2^63 to 2^64 - 1
         */
        public Builder seed(BigInteger seed) {
            return seed(Options.seed(seed));
        }

        /** 1 to 1000; default {@value EditRequest#DEFAULT_NUM_INFERENCE_STEPS}. */
        public Builder numInferenceSteps(int numInferenceSteps) {
            this.numInferenceSteps = numInferenceSteps;
            return this;
        }

        /** Above 0, at most 1; default 1. */
        public Builder strength(double strength) {
            this.strength = strength;
            return this;
        }

        /** Any finite number; default: the pipeline's. */
        public Builder guidanceScale(double guidanceScale) {
            this.guidanceScale = OptionalDouble.of(guidanceScale);
            return this;
        }

        /** 1 to 512 tokens; default 512. */
        public Builder maxSequenceLength(int maxSequenceLength) {
            this.maxSequenceLength = maxSequenceLength;
            return this;
        }

        /**
         * The template.
         *
         * @throws InvalidRequestException if an option is outside its limits; the message names it
         */
        public Template build() {
            return new Template(this);
        }
    }
}
