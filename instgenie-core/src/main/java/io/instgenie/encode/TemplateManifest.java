package io.instgenie.encode;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.instgenie.edit.Template;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import java.nio.charset.StandardCharsets;

/**
 * What a template's activations depend on, as one hash: two manifests are equal only if the activations are. The guidance scale and the
 * noise levels are the edit's, so that an edit with another schedule never meets the wrong activations.
 *
 * @param hash SHA-256 in hexadecimal
 */
public record TemplateManifest(String hash) {
    /** Changes whenever what is kept is computed or laid out differently. */
    private static final int FORMAT_VERSION = 2;

    /**
     * The manifest of a template under a model and a schedule.
     *
     * @param contentHash see {@link #contentHash}
     */
    public static TemplateManifest of(String modelHash, String contentHash, Schedule schedule, double guidanceScale) {
        Hasher hasher = Hashing.sha256()
                .newHasher()
                .putInt(FORMAT_VERSION)
                .putUnencodedChars(modelHash)
                .putUnencodedChars(contentHash)
                .putDouble(guidanceScale)
                .putInt(schedule.steps().size());
        for (Step step : schedule.steps()) {
            hasher.putFloat(step.timestep())
                    .putFloat(step.level().signal())
                    .putFloat(step.level().noise())
                    .putFloat(step.inputScale());
        }
        return new TemplateManifest(hasher.hash().toString());
    }

    /** What a template is, whatever the schedule: its pixels, prompt and seed. Worth keeping: it reads every pixel. */
    public static String contentHash(Template template) {
        return Hashing.sha256()
                .newHasher()
                .putInt(template.image().width())
                .putInt(template.image().height())
                .putBytes(template.image().toRgbBytes())
                .putInt(template.prompt().length())
                .putString(template.prompt(), StandardCharsets.UTF_8)
                .putInt(template.maxSequenceLength())
                .putLong(template.seed())
                .hash()
                .toString();
    }
}
