package io.instgenie.encode;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.model.samplers.FlowMatchEuler;
import java.nio.charset.StandardCharsets;

/**
 * What a template's activations depend on, as one hash: two manifests are equal only if the activations are. The guidance scale and the
 * noise levels are the edit's, so that an edit with another schedule never meets the wrong activations.
 *
 * @param hash SHA-256 in hexadecimal
 */
public record TemplateManifest(String hash) {
    /** Changes whenever what is kept is computed or laid out differently. */
    private static final int FORMAT_VERSION = 1;

    /** The manifest of {@code template} under a model and a schedule. */
    public static TemplateManifest of(
            String modelHash,
            Template template,
            Canvas canvas,
            FlowMatchEuler.Schedule schedule,
            double guidanceScale) {
        Hasher hasher = Hashing.sha256()
                .newHasher()
                .putInt(FORMAT_VERSION)
                .putUnencodedChars(modelHash)
                .putInt(canvas.width())
                .putInt(canvas.height())
                .putBytes(canvas.pad(template.image()).toRgbBytes())
                .putInt(template.prompt().length())
                .putString(template.prompt(), StandardCharsets.UTF_8)
                .putInt(template.maxSequenceLength())
                .putLong(template.seed())
                .putDouble(guidanceScale)
                .putInt(schedule.steps());
        for (float sigma : schedule.sigmas()) {
            hasher.putFloat(sigma);
        }
        return new TemplateManifest(hasher.hash().toString());
    }
}
