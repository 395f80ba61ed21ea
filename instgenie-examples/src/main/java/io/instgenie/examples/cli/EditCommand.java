package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Template;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One edit from files to a file. */
@Command(name = "edit", description = "Repaints the masked part of a picture as a prompt says.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class EditCommand implements Runnable {
    private static final String TEMPLATE_ID = "picture";

    @Mixin
    private ModelOption model;

    @Mixin
    private TemplateOptions picture;

    @Mixin
    private MaskOptions mask;

    @Option(names = "--prompt", paramLabel = "P", required = true, description = "What to paint there.")
    private String prompt;

    @Option(
            names = "--negative-prompt",
            paramLabel = "P",
            description = "What not to paint; not used by models with distilled guidance (Flux).")
    private @Nullable String negativePrompt;

    @Option(
            names = "--seed",
            paramLabel = "K",
            defaultValue = "0",
            description = "Seed of the noise, -2^63 to 2^64-1 (default: ${DEFAULT-VALUE}).")
    private BigInteger seed;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "dense: compute all of the picture; cached: record it, then compute the masked part; "
                    + "auto: cached unless the mask is too large to gain by it (default: ${DEFAULT-VALUE}).")
    private EditMode mode;

    @Option(
            names = "--padding-mask-crop",
            paramLabel = "PIXELS",
            description =
                    "Repaint a crop around the mask, with so many pixels on each side, at the model's own size; for large pictures "
                            + "with small masks. The edit is dense.")
    private @Nullable Integer paddingMaskCrop;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Result, png or jpg.")
    private Path output;

    @Option(names = "--keep-metadata", description = "Write the picture's Exif and XMP data to the result.")
    private boolean keepMetadata;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write how the result came about.")
    private @Nullable Path json;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "Where to write when what was computed, loaded and waited for, as a Chrome trace.")
    private @Nullable Path timeline;

    @Override
    public void run() {
        // All input is checked before the model is loaded, which can take minutes.
        OutputFiles.requirePicture(output);
        if (json != null) {
            OutputFiles.require(json);
        }
        if (timeline != null) {
            OutputFiles.require(timeline);
        }
        EditImage image = picture.image();
        EditRequest request = request(image);
        Optional<Template> template =
                request.template().map(id -> picture.template(id, image, model.maxSequenceLength()));
        try (Timeline recorded = timeline == null ? null : new Timeline();
                EditEngine engine = model.start();
                StepBar bar = StepBar.open("edit")) {
            template.ifPresent(engine::register);
            EditHandle handle = engine.submit(request).onProgress(bar::show);
            EditResult result = handle.join();
            (keepMetadata ? result.image().withMetadata() : result.image()).write(output);
            if (json != null) {
                OutputFiles.replace(json, ProvenanceJson.of(result.provenance()));
            }
            if (timeline != null && recorded != null) {
                OutputFiles.replace(timeline, recorded.trace());
            }
        }
    }

    private EditRequest request(EditImage image) {
        EditMask pixels = mask.mask();
        pixels.requireSizeOf(image);
        EditRequest.Builder request = picture.request(model.maxSequenceLength())
                .mask(pixels)
                .prompt(prompt)
                .negativePrompt(negativePrompt)
                .seed(seed)
                .mode(mode);
        if (paddingMaskCrop != null) {
            request.paddingMaskCrop(paddingMaskCrop);
        }
        return (mode == EditMode.DENSE || paddingMaskCrop != null
                        ? request.image(image)
                        : request.template(TEMPLATE_ID))
                .build();
    }
}
