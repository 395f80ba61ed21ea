package io.instgenie.encode;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.mask.CropRegion;
import io.instgenie.mask.Feather;
import io.instgenie.mask.MaskCrop;
import io.instgenie.mask.Subject;
import io.instgenie.mask.TokenMask;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.pretrained.FluxVariant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request with every default settled for one pipeline, and the geometry that follows. Immutable; made without native code.
 *
 * @param request as it came
 * @param template whose activations it may use: the one it names, unless it repaints a crop
 * @param subject the picture to edit, and what of it the model sees
 * @param canvas the size of what the model sees, fitted to tokens
 * @param mask fitted to the canvas
 * @param tokens which tokens the mask touches
 * @param schedule noise levels
 * @param guidanceScale as the denoiser is told
 */
public record EditPlan(
        EditRequest request,
        Optional<Template> template,
        Subject subject,
        Canvas canvas,
        EditMask mask,
        TokenMask tokens,
        FlowMatchEuler.Schedule schedule,
        double guidanceScale) {
    /** Diffusers' defaults for the guidance scale. */
    private static final double FILL_GUIDANCE = 30;

    private static final double INPAINT_GUIDANCE = 7;

    /**
     * Settles a request.
     *
     * @param template the registered template that the request names, if it names one
     * @throws io.instgenie.edit.InvalidRequestException if the mask has another size than the template, or no step is left
     */
    public static EditPlan of(EditRequest request, Optional<Template> template, FluxPipeline pipeline) {
        EditImage picture = template.map(Template::image).or(request::image).orElseThrow();
        request.mask().requireSizeOf(picture);
        Subject subject = subject(request, picture, pipeline);
        Canvas canvas = Canvas.of(subject.seen(), pipeline.tokenSize());
        EditMask mask = canvas.pad(subject.seenMask());
        int steps = request.numInferenceSteps()
                .orElseGet(() ->
                        template.map(Template::numInferenceSteps).orElse(EditRequest.DEFAULT_NUM_INFERENCE_STEPS));
        double strength = request.strength()
                .orElseGet(() -> template.map(Template::strength).orElse(EditRequest.DEFAULT_STRENGTH));
        double guidance = request.guidanceScale()
                .orElseGet(() -> template.map(Template::guidanceScale)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .orElseGet(() -> defaultGuidance(pipeline)));
        return new EditPlan(
                request,
                subject.crop().isPresent() ? Optional.empty() : template,
                subject,
                canvas,
                mask,
                TokenMask.of(mask, pipeline.tokenSize()),
                pipeline.sampler().schedule(steps, canvas.tokens(), strength),
                guidance);
    }

    /** The plan of registering {@code template} for its own schedule: an edit of nothing. */
    public static EditPlan of(Template template, FluxPipeline pipeline) {
        EditMask nothing =
                EditMask.empty(template.image().width(), template.image().height());
        return of(EditRequest.builder().template(template.id()).mask(nothing).build(), Optional.of(template), pipeline);
    }

    private static Subject subject(EditRequest request, EditImage picture, FluxPipeline pipeline) {
        if (request.paddingMaskCrop().isEmpty() || request.mask().isEmpty()) {
            return Subject.whole(picture, request.mask());
        }
        int side = Math.max(1, pipeline.description().vae().sampleSize() / pipeline.tokenSize()) * pipeline.tokenSize();
        EditMask changed = new Feather(request.feather()).apply(request.mask());
        CropRegion region =
                CropRegion.around(changed, side, side, request.paddingMaskCrop().getAsInt());
        return Subject.cropped(picture, request.mask(), new MaskCrop(region, side, side));
    }

    /** The picture to edit, as it came. */
    public EditImage picture() {
        return subject.picture();
    }

    /** What the caller should know of how the request was settled. */
    public List<String> notes() {
        if (subject.crop().isEmpty()) {
            return List.of();
        }
        String note = "repainted in " + subject.crop().get();
        return request.template().isEmpty()
                ? List.of(note)
                : List.of(note, "computed dense: what is kept of a template fits no crop of it");
    }

    private static double defaultGuidance(FluxPipeline pipeline) {
        return pipeline.description().variant() == FluxVariant.FILL ? FILL_GUIDANCE : INPAINT_GUIDANCE;
    }
}
