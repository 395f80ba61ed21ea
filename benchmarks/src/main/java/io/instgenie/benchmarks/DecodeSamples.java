package io.instgenie.benchmarks;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The embedded model's sample edits, cached, decoded whole and around their masks.
 *
 * @param folder of the samples' scenes and masks
 * @param model the embedded model's folder
 */
record DecodeSamples(Path folder, Path model) {
    private static final List<String> PROMPTS = List.of(
            "rocket",
            "apple",
            "empty background",
            "a star",
            "put a car here",
            "put a banana here",
            "put a frog here",
            "a soccer ball sticker");
    private static final int FIRST_SEED = 7;
    private static final int TEXT_TOKENS = 24;

    List<DecodeReport.Sample> run() {
        List<DecodeReport.Sample> samples = new ArrayList<>();
        try (EditEngine whole = EditEngine.builder(model).build();
                EditEngine around = EditEngine.builder(model).maskedDecode(true).build()) {
            for (int i = 0; i < PROMPTS.size(); i++) {
                EditMask mask = EditMask.read(folder.resolve("mask-" + i + ".png"));
                samples.add(new DecodeReport.Sample(
                        PROMPTS.get(i), mask.ratio(), psnr(edit(around, i), edit(whole, i), mask)));
            }
        }
        return samples;
    }

    private EditImage edit(EditEngine engine, int sample) {
        engine.register(Template.builder("scene", EditImage.read(folder.resolve("scene-" + sample + ".png")))
                .maxSequenceLength(TEXT_TOKENS)
                .build());
        return engine.edit(EditRequest.builder()
                        .template("scene")
                        .mask(EditMask.read(folder.resolve("mask-" + sample + ".png")))
                        .prompt(PROMPTS.get(sample))
                        .seed(FIRST_SEED + sample)
                        .maxSequenceLength(TEXT_TOKENS)
                        .mode(EditMode.CACHED)
                        .build())
                .image();
    }

    /** Over the masked pixels' colours, in dB. */
    private static double psnr(EditImage actual, EditImage expected, EditMask mask) {
        byte[] a = actual.toRgbBytes();
        byte[] b = expected.toRgbBytes();
        double sum = 0;
        long values = 0;
        for (int i = 0; i < a.length; i++) {
            if (mask.isMasked(i / 3 % mask.width(), i / 3 / mask.width())) {
                int difference = (a[i] & 0xFF) - (b[i] & 0xFF);
                sum += difference * difference;
                values++;
            }
        }
        return 10 * Math.log10(255 * 255 * values / sum);
    }
}
