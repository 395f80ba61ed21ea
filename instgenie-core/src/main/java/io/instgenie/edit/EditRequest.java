package io.instgenie.edit;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One edit: repaint the masked part of a template, or of a picture of its own, as a prompt says. Options have the names and meanings
 * they have in Diffusers' inpainting pipelines. Immutable and thread-safe.
 *
 * <p>The schedule's options (steps, strength, guidance scale) are taken from the template unless they are set. Set otherwise than in
 * the template, they find nothing kept: a {@link EditMode#CACHED} edit then records the template on its way, an {@link EditMode#AUTO}
 * one is dense.
 */
public final class EditRequest {
    /** Denoising steps where neither request nor template say otherwise: {@value}. */
    public static final int DEFAULT_NUM_INFERENCE_STEPS = 20;

    /** Strength where neither request nor template say otherwise: {@value}. */
    public static final double DEFAULT_STRENGTH = 1;

    private static final int MAX_FEATHER = 1024;
    private static final int MAX_PADDING = 16_384;

    private final Optional<String> template;
    private final Optional<EditImage> image;
    private final EditMask mask;
    private final String prompt;
    private final Optional<String> negativePrompt;
    private final OptionalInt numInferenceSteps;
    private final OptionalDouble strength;
    private final OptionalDouble guidanceScale;
    private final double guidanceRescale;
    private final Optional<String> sampler;
    private final int maxSequenceLength;
    private final long seed;
    private final EditMode mode;
    private final int feather;
    private final OptionalInt paddingMaskCrop;
    private final boolean previews;
    private final Optional<Duration> deadline;
    private final int priority;
    private final String tenant;

    private EditRequest(Builder builder) {
        template = Optional.ofNullable(builder.template).map(id -> Options.id("template", id));
        image = Optional.ofNullable(builder.image);
        if (template.isPresent() == image.isPresent()) {
            throw new InvalidRequestException(
                    (image.isPresent() ? "both template and image are" : "neither template nor image is")
                            + " given; exactly one must be");
        }
        mask = Options.required("mask", builder.mask).requireMasked();
        image.ifPresent(mask::requireSizeOf);
        prompt = Options.required("prompt", builder.prompt);
        negativePrompt = Optional.ofNullable(builder.negativePrompt);
        numInferenceSteps = builder.numInferenceSteps;
        numInferenceSteps.ifPresent(Options::numInferenceSteps);
        strength = builder.strength;
        strength.ifPresent(Options::strength);
        guidanceScale = builder.guidanceScale;
        guidanceScale.ifPresent(Options::guidanceScale);
        guidanceRescale = Options.guidanceRescale(builder.guidanceRescale);
        sampler = Optional.ofNullable(builder.sampler).map(name -> Options.id("sampler", name));
        maxSequenceLength = Options.maxSequenceLength(builder.maxSequenceLength);
        seed = builder.seed;
        mode = Options.required("mode", builder.mode);
        if (mode == EditMode.CACHED && template.isEmpty()) {
            throw Options.invalid("mode", mode, "it needs a template, but an image is given");
        }
        feather = Options.within("feather", builder.feather, 0, MAX_FEATHER);
        paddingMaskCrop = builder.paddingMaskCrop;
        paddingMaskCrop.ifPresent(pixels -> Options.within("paddingMaskCrop", pixels, 0, MAX_PADDING));
        previews = builder.previews;
        deadline = Optional.ofNullable(builder.deadline);
        if (deadline.filter(d -> d.isZero() || d.isNegative()).isPresent()) {
            throw Options.invalid("deadline", deadline.get(), "it must be longer than zero");
        }
        priority = builder.priority;
        tenant = Options.required("tenant", builder.tenant);
    }

    /** Starts a request with all options at their defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The id of the template to edit; empty if {@link #image()} is given. */
    public Optional<String> template() {
        return template;
    }

    /** The picture to edit; empty if {@link #template()} is given. */
    public Optional<EditImage> image() {
        return image;
    }

    public EditMask mask() {
        return mask;
    }

    public String prompt() {
        return prompt;
    }

    public Optional<String> negativePrompt() {
        return negativePrompt;
    }

    /** Empty: the template's, or else {@value EditRequest#DEFAULT_NUM_INFERENCE_STEPS}. */
    public OptionalInt numInferenceSteps() {
        return numInferenceSteps;
    }

    /** Empty: the template's, or else {@value EditRequest#DEFAULT_STRENGTH}. */
    public OptionalDouble strength() {
        return strength;
    }

    /** Empty: the template's, or else the pipeline's default. */
    public OptionalDouble guidanceScale() {
        return guidanceScale;
    }

    public double guidanceRescale() {
        return guidanceRescale;
    }

    /** Empty: the model's own. */
    public Optional<String> sampler() {
        return sampler;
    }

    public int maxSequenceLength() {
        return maxSequenceLength;
    }

    public long seed() {
        return seed;
    }

    public EditMode mode() {
        return mode;
    }

    public int feather() {
        return feather;
    }

    /** Empty: the whole picture is edited. */
    public OptionalInt paddingMaskCrop() {
        return paddingMaskCrop;
    }

    public boolean previews() {
        return previews;
    }

    public Optional<Duration> deadline() {
        return deadline;
    }

    public int priority() {
        return priority;
    }

    public String tenant() {
        return tenant;
    }

    @Override
    public String toString() {
        return "EditRequest["
                + template.map(id -> "template " + id).orElseGet(() -> String.valueOf(image.orElseThrow())) + ", "
                + mask + ", seed " + seed + ", " + mode + "]";
    }

    /** Collects a request's options; not thread-safe. */
    public static final class Builder {
        private @Nullable String template;
        private @Nullable EditImage image;
        private @Nullable EditMask mask;
        private @Nullable String prompt = "";
        private @Nullable String negativePrompt;
        private OptionalInt numInferenceSteps = OptionalInt.empty();
        private OptionalDouble strength = OptionalDouble.empty();
        private OptionalDouble guidanceScale = OptionalDouble.empty();
        private double guidanceRescale;
        private @Nullable String sampler;
        private int maxSequenceLength = Options.MAX_SEQUENCE_LENGTH;
        private long seed;
        private @Nullable EditMode mode = EditMode.AUTO;
        private int feather;
        private OptionalInt paddingMaskCrop = OptionalInt.empty();
        private boolean previews;
        private @Nullable Duration deadline;
        private int priority;
        private @Nullable String tenant = "";

        private Builder() {}

        /** Edits the template registered under this id. Either this or {@link #image} must be given. */
        public Builder template(String id) {
            this.template = id;
            return this;
        }

        /** Edits a picture that is no template; the edit is dense. */
        public Builder image(EditImage image) {
            this.image = image;
            return this;
        }

        /** What to repaint; must be given, and have the picture's size. */
        public Builder mask(EditMask mask) {
            this.mask = mask;
            return this;
        }

        /** What to paint there; default empty. */
        public Builder prompt(String prompt) {
            this.prompt = prompt;
            return this;
        }

        /**
         * What not to paint; default null for none, which for some models is not the same as an empty one. Used above guidance scale 1 by
         * models that are guided by a second run of the denoiser; it has no effect on those that are told the scale.
         */
        public Builder negativePrompt(@Nullable String negativePrompt) {
            this.negativePrompt = negativePrompt;
            return this;
        }

        /** Denoising steps of the whole schedule, 1 to 1000; default: the template's, or else {@value EditRequest#DEFAULT_NUM_INFERENCE_STEPS}. */
        public Builder numInferenceSteps(int numInferenceSteps) {
            this.numInferenceSteps = OptionalInt.of(numInferenceSteps);
            return this;
        }

        /**
         * How much of the schedule is run, above 0 and at most 1: at 1 the masked part starts from pure noise, at less from the
         * picture with as much noise as that part of the schedule removes. Default: the template's, or else {@value EditRequest#DEFAULT_STRENGTH}.
         */
        public Builder strength(double strength) {
            this.strength = OptionalDouble.of(strength);
            return this;
        }

        /** How closely to follow the prompt, any finite number; default: the template's, or else the pipeline's. */
        public Builder guidanceScale(double guidanceScale) {
            this.guidanceScale = OptionalDouble.of(guidanceScale);
            return this;
        }

        /**
         * How much of the contrast that guidance adds is taken back, 0 to 1 (Diffusers' {@code rescale_noise_cfg}, after section 3.4 of
         * arXiv 2305.08891); default 0, nothing. Without effect where a model runs once a step.
         */
        public Builder guidanceRescale(double guidanceRescale) {
            this.guidanceRescale = guidanceRescale;
            return this;
        }

        /**
         * The sampler by the name of Diffusers' class, e.g. {@code "EulerDiscreteScheduler"}, with the settings of the model's own; default
         * null, the model's own. A model names those it supports when it refuses one.
         */
        public Builder sampler(@Nullable String className) {
            this.sampler = className;
            return this;
        }

        /** The longest prompt, 1 to 512 tokens; what is beyond is cut off, which the result notes. Default 512. */
        public Builder maxSequenceLength(int maxSequenceLength) {
            this.maxSequenceLength = maxSequenceLength;
            return this;
        }

        /** The seed of the noise, any number, as {@code torch.Generator.manual_seed} takes it: the same request with the same seed gives the same picture. Default 0. */
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

        /** Default {@link EditMode#AUTO}. */
        public Builder mode(EditMode mode) {
            this.mode = mode;
            return this;
        }

        /**
         * Over how many pixels outside the mask the repainted part fades into the picture, 0 to 1024; default 0, a hard edge. It
         * blends only: what the model repaints stays the mask, and pixels farther away than this never change.
         */
        public Builder feather(int pixels) {
            this.feather = pixels;
            return this;
        }

        /**
         * Repaints a crop around the mask instead of the whole picture, at the size the model was made for, and puts it back: for large
         * pictures with small masks, which then take little memory and time, and are repainted in more detail. The crop is what the mask (and
         * its feather) can change, so many pixels on each side, 0 to 16384, and what makes it square. Default: no crop. The edit is dense, also
         * with a template.
         */
        public Builder paddingMaskCrop(int pixels) {
            this.paddingMaskCrop = OptionalInt.of(pixels);
            return this;
        }

        /** Whether progress comes with a picture, which costs a decoding each; default false. */
        public Builder previews(boolean previews) {
            this.previews = previews;
            return this;
        }

        /** How long after its submission the result is still of use; default for ever. */
        public Builder deadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /**
         * On whose behalf the request comes; default empty. Tenants that compete get equal shares, however many requests each sends.
         */
        public Builder tenant(String tenant) {
            this.tenant = tenant;
            return this;
        }

        /** Requests of higher priority are served before others that waited little longer; any number, default 0. */
        public Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidRequestException if an option is missing or outside its limits; the message names it
         */
        public EditRequest build() {
            return new EditRequest(this);
        }
    }
}
