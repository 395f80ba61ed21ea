package io.instgenie.encode;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.TokenMask;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.samplers.Schedule;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request with every default settled for one pipeline, and the geometry that follows. Immutable; made without native code.
 *
 * @param request as it came
 * @param template the template it names
 * @param picture the picture to edit, as it came
 * @param canvas the picture's size fitted to tokens
 * @param mask fitted to the canvas
 * @param tokens which tokens the mask touches
 * @param schedule noise levels
 * @param guidanceScale as the denoiser is told
 */
public record EditPlan(
        EditRequest request,
        Optional<Template> template,
        EditImage picture,
        Canvas canvas,
        EditMask mask,
        TokenMask tokens,
        Schedule schedule,
        double guidanceScale) {
    /**
     * Settles a request.
     *
     * @param template the registered template that the request names, if it names one
     * @throws io.instgenie.edit.InvalidRequestException if the mask has another size than the template, or no step is left
     */
    public static EditPlan of(EditRequest request, Optional<Template> template, PipelineSpec model) {
        EditImage picture = template.map(Template::image).or(request::image).orElseThrow();
        request.mask().requireSizeOf(picture);
        Canvas canvas = Canvas.of(picture, model.patches().tokenSize());
        EditMask mask = canvas.pad(request.mask());
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
                template,
                picture,
                canvas,
                mask,
                TokenMask.of(mask, model.patches().tokenSize()),
                model.sampler().schedule(steps, canvas.tokens(), strength),
                guidance);
    }

    /** The plan of registering {@code template} for its own schedule: an edit of nothing. */
    public static EditPlan of(Template template, PipelineSpec model) {
        EditMask nothing =
                EditMask.empty(template.image().width(), template.image().height());
        return of(EditRequest.builder().template(template.id()).mask(nothing).build(), Optional.of(template), model);
    }

    private static double strength(EditRequest request, Optional<Template> template) {
        return request.strength()
                .orElseGet(() -> template.map(Template::strength).orElse(EditRequest.DEFAULT_STRENGTH));
    }

    /** Whether the edit has its full strength, so that it begins with nothing of the picture. */
    public boolean startsFromNoise() {
        return strength(request, template) == 1;
    }
}
