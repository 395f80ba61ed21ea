package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.Template;
import io.instgenie.model.samplers.NoiseLevel;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplateManifestTest {
    private static final Step STEP = new Step(500, new NoiseLevel(0.5f, 0.5f), 1);
    private static final String MODEL = "model";
    private static final String CONTENT = "content";

    @Test
    void isTheSameForTheSame() {
        assertThat(manifest(MODEL, CONTENT, 3, STEP)).isEqualTo(manifest(MODEL, CONTENT, 3, STEP));
        assertThat(manifest(MODEL, CONTENT, 3, STEP).hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void changesWithAllThatActivationsDependOn() {
        Stream<TemplateManifest> all = Stream.of(
                manifest(MODEL, CONTENT, 3, STEP),
                manifest("another", CONTENT, 3, STEP),
                manifest(MODEL, "another", 3, STEP),
                manifest(MODEL, CONTENT, 4, STEP),
                manifest(MODEL, CONTENT, 3, STEP, STEP),
                manifest(MODEL, CONTENT, 3, new Step(501, new NoiseLevel(0.5f, 0.5f), 1)),
                manifest(MODEL, CONTENT, 3, new Step(500, new NoiseLevel(0.4f, 0.5f), 1)),
                manifest(MODEL, CONTENT, 3, new Step(500, new NoiseLevel(0.5f, 0.4f), 1)),
                manifest(MODEL, CONTENT, 3, new Step(500, new NoiseLevel(0.5f, 0.5f), 2)));
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void contentIsPixelsPromptAndSeedButNotTheId() {
        byte[] pixels = new byte[12];
        byte[] others = pixels.clone();
        others[5] = 1;
        EditImage image = EditImage.ofRgb(2, 2, pixels);
        assertThat(content(Template.builder("a", image))).isEqualTo(content(Template.builder("b", image)));
        Stream<String> all = Stream.of(
                content(Template.builder("a", image)),
                content(Template.builder("a", EditImage.ofRgb(2, 2, others))),
                content(Template.builder("a", EditImage.ofRgb(4, 1, pixels))),
                content(Template.builder("a", image).prompt("x")),
                content(Template.builder("a", image).seed(1)),
                content(Template.builder("a", image).maxSequenceLength(8)));
        assertThat(all).doesNotHaveDuplicates();
    }

    private static String content(Template.Builder template) {
        return TemplateManifest.contentHash(template.build());
    }

    private static TemplateManifest manifest(String model, String content, double guidance, Step... steps) {
        Schedule schedule = new Schedule(List.of(steps), 1, noise -> {
            throw new IllegalStateException("a manifest never steps");
        });
        return TemplateManifest.of(model, content, schedule, guidance);
    }
}
