package io.instgenie.encode;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.CropRegion;
import io.instgenie.mask.Feather;
import io.instgenie.mask.MaskCrop;
import io.instgenie.mask.Subject;
import io.instgenie.mask.TokenMask;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.samplers.Sampler;
import io.instgenie.model.samplers.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request with every default settled for one pipeline, and the geometry that follows. Immutable; made without native code.
 *
 * @param request as it came
 * @param mode as the request has it until it is {@linkplain #decided decided}, then never {@code AUTO}
 * @param template whose activations it may use: the one it names, unless it repaints a crop
 * @param subject the picture to edit, and what of it the model sees
 * @param canvas the size of what the model sees, fitted to tokens
 * @param mask fitted to the canvas
 * @param tokens which tokens the mask touches
 * @param sampling how it gets from noise to a picture
 */
public record EditPlan(
        EditRequest request,
        EditMode mode,
        Optional<Template> template,
        Subject subject,
        Canvas canvas,
        EditMask mask,
        TokenMask tokens,
        Sampling sampling) {
    /**
     * A request's way from noise to a picture.
     *
     * @param schedule noise levels
     * @param startsFromNoise whether the edit has its full strength, so that it begins with nothing of the picture
     * @param guidanceScale as the denoiser is told
     */
    public record Sampling(Schedule schedule, boolean startsFromNoise, double guidanceScale) {}

    /**
     * Settles a request.
     *
     * @param template the registered template that the request names, if it names one
     * @throws io.instgenie.edit.InvalidRequestException if the mask has another size than the template, or no step is left
     */
    public static EditPlan of(EditRequest request, Optional<Template> template, PipelineSpec model) {
        EditImage picture = template.map(Template::image).or(request::image).orElseThrow();
        request.mask().requireSizeOf(picture);
        Subject subject = subject(request, picture, model);
        Canvas canvas = Canvas.of(subject.seen(), model.patches().tokenSize());
        EditMask mask = canvas.pad(subject.seenMask());
        int steps = request.numInferenceSteps()
                .orElseGet(() ->
                        template.map(Template::numInferenceSteps).orElse(EditRequest.DEFAULT_NUM_INFERENCE_STEPS));
        double strength = strength(request, template);
        double guidance = request.guidanceScale()
                .orElseGet(() -> template.map(Template::guidanceScale)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .orElseGet(model::guidanceScale));
        return new EditPlan(
                request,
                request.mode(),
                subject.crop().isPresent() ? Optional.empty() : template,
                subject,
                canvas,
                mask,
                TokenMask.of(mask, model.patches().tokenSize()),
                new Sampling(
                        sampler(request, model).schedule(steps, canvas.tokens(), strength), strength == 1, guidance));
    }

    /** The plan of registering {@code template} for its own schedule: an edit of nothing. */
    public static EditPlan of(Template template, PipelineSpec model) {
        EditMask nothing =
                EditMask.empty(template.image().width(), template.image().height());
        return of(EditRequest.builder().template(template.id()).mask(nothing).build(), Optional.of(template), model);
    }

    private static Subject subject(EditRequest request, EditImage picture, PipelineSpec model) {
        if (request.paddingMaskCrop().isEmpty() || request.mask().isEmpty()) {
            return Subject.whole(picture, request.mask());
        }
        int token = model.patches().tokenSize();
        int side = Math.max(1, model.pictureSize() / token) * token;
        EditMask changed = new Feather(request.feather()).apply(request.mask());
        CropRegion region =
                CropRegion.around(changed, side, side, request.paddingMaskCrop().getAsInt());
        return Subject.cropped(picture, request.mask(), new MaskCrop(region, side, side));
    }

    /** This, to be computed so from its admission to its end. */
    public EditPlan decided(EditMode mode) {
        return new EditPlan(request, mode, template, subject, canvas, mask, tokens, sampling);
    }

    private static Sampler sampler(EditRequest request, PipelineSpec model) {
        return request.sampler().map(model.samplers()::named).orElseGet(model.samplers()::own);
    }

    private static double strength(EditRequest request, Optional<Template> template) {
        return request.strength()
                .orElseGet(() -> template.map(Template::strength).orElse(EditRequest.DEFAULT_STRENGTH));
    }

    public Schedule schedule() {
        return sampling.schedule();
    }

    /** Whether the edit has its full strength, so that it begins with nothing of the picture. */
    public boolean startsFromNoise() {
        return sampling.startsFromNoise();
    }

    public double guidanceScale() {
        return sampling.guidanceScale();
    }

    /** The picture to edit, as it came. */
    public EditImage picture() {
        return subject.picture();
    }

    /**
     * What the caller should know of how the request was settled.
     *
     * @param model that computes it
     */
    public List<String> notes(PipelineSpec model) {
        List<String> notes = new ArrayList<>();
        subject.crop().ifPresent(crop -> notes.add("repainted in " + crop));
        if (request.template().isPresent() && !model.keepsTemplates()) {
            notes.add("computed dense: nothing is kept of this model's templates");
        } else if (request.template().isPresent() && subject.crop().isPresent()) {
            notes.add("computed dense: what is kept of a template fits no crop of it");
        }
        if (request.negativePrompt().isPresent() && model.lanes(guidanceScale()) == 1) {
            notes.add("the negative prompt has no effect: "
                    + (model.guidance().negativePrompts()
                            ? "guidanceScale " + guidanceScale() + " is not above 1"
                            : "this model is guided by no second prompt"));
        }
        return notes;
    }
}
