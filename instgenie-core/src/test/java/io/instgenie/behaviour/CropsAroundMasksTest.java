package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditProgress;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Provenance;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code paddingMaskCrop}: a crop around the mask is repainted at the model's own size and put back. */
class CropsAroundMasksTest {
    private static EditEngine engine;

    @BeforeAll
    static void start() {
        engine = EditEngine.builder(ParityCase.FLUX_INPAINT.path("model")).build();
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @Test
    void equalThoseOfDiffusers() {
        Path folder = Path.of("src/test/resources/crops");
        EditRequest request = EditRequest.builder()
                .image(EditImage.read(folder.resolve("picture.png")))
                .mask(EditMask.read(folder.resolve("mask.png")))
                .paddingMaskCrop(12)
                .prompt("a red car on the moon")
                .strength(0.7)
                .numInferenceSteps(4)
                .guidanceScale(7)
                .maxSequenceLength(32)
                .seed(5)
                .build();

        EditResult result = engine.edit(request);

        assertThat(largestDifference(result.image(), EditImage.read(folder.resolve("edited.png"))))
                .isLessThanOrEqualTo(2);
        assertThat(result.provenance().imageTokens()).isEqualTo(16);
        assertThat(result.provenance().notes())
                .containsExactly("repainted in a crop of 64 x 64 pixels at (93, 38), computed at 64 x 64");
    }

    @Test
    void leaveWhatIsNotMaskedAsItWas() {
        Random random = new Random(3);
        for (int i = 0; i < 12; i++) {
            int width = 20 + random.nextInt(200);
            int height = 20 + random.nextInt(200);
            EditImage image = Samples.transparentImage(width, height, i);
            EditMask mask = Samples.mask(width, height, random);

            EditImage edited = engine.edit(
                            request(mask, random.nextInt(40)).image(image).build())
                    .image();

            assertThat(edited).isNotEqualTo(image);
            for (int pixel = 0; pixel < width * height; pixel++) {
                int x = pixel % width;
                int y = pixel / width;
                if (!mask.isMasked(x, y)) {
                    assertThat(edited.rgb(x, y)).isEqualTo(image.rgb(x, y));
                    assertThat(edited.alpha(x, y)).isEqualTo(image.alpha(x, y));
                }
            }
        }
    }

    @Test
    void reachAsFarAsTheFeather() {
        EditImage image = EditImage.ofRgb(120, 120, new byte[120 * 120 * 3]);
        EditMask mask = EditMask.rectangle(120, 120, 50, 50, 20, 20);

        EditImage edited =
                engine.edit(request(mask, 0).image(image).feather(25).build()).image();

        assertThat(edited.rgb(26, 60)).isNotZero(); // 24 pixels away
        assertThat(edited.rgb(24, 60)).isZero(); // 26 pixels away
    }

    @Test
    void areComputedDenseWithATemplateAndSaySo() {
        EditImage image = Samples.image(100, 90, 1);
        engine.register(Template.builder("picture", image)
                .numInferenceSteps(2)
                .maxSequenceLength(8)
                .build());
        EditMask mask = EditMask.rectangle(100, 90, 10, 10, 20, 20);

        EditResult cropped = engine.edit(
                request(mask, 8).template("picture").mode(EditMode.CACHED).build());
        EditResult same = engine.edit(request(mask, 8).image(image).build());

        Provenance provenance = cropped.provenance();
        assertThat(provenance.mode()).isEqualTo(EditMode.DENSE);
        assertThat(provenance.notes()).contains("computed dense: what is kept of a template fits no crop of it");
        assertThat(provenance.steps()).isEqualTo(2);
        assertThat(cropped.image()).isEqualTo(same.image());
    }

    @Test
    void startWithAsMuchOfThePictureAsTheTemplateSays() {
        EditImage image = Samples.image(100, 90, 1);
        engine.register(Template.builder("faint", image)
                .numInferenceSteps(2)
                .strength(0.5)
                .maxSequenceLength(8)
                .build());
        EditMask mask = EditMask.rectangle(100, 90, 10, 10, 20, 20);

        EditResult cropped = engine.edit(request(mask, 8).template("faint").build());
        EditResult same =
                engine.edit(request(mask, 8).image(image).strength(0.5).build());

        assertThat(cropped.provenance().steps()).isEqualTo(1);
        assertThat(cropped.image()).isEqualTo(same.image());
    }

    @Test
    void arePreviewedInTheWholePicture() {
        EditMask mask = EditMask.rectangle(100, 90, 10, 10, 20, 20);
        List<EditProgress> seen = new CopyOnWriteArrayList<>();

        EditResult result = engine.submit(request(mask, 8)
                        .image(Samples.image(100, 90, 1))
                        .previews(true)
                        .build())
                .onProgress(seen::add)
                .join();

        assertThat(seen).isNotEmpty();
        assertThat(seen.get(seen.size() - 1).preview())
                .hasValueSatisfying(preview ->
                        assertThat(preview.width()).isEqualTo(result.image().width()));
    }

    @Test
    void paddingHasLimits() {
        EditMask mask = EditMask.full(20, 20);
        assertThatThrownBy(
                        () -> request(mask, -1).image(Samples.image(20, 20, 1)).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("paddingMaskCrop is -1; it must be from 0 to 16384");
    }

    private static EditRequest.Builder request(EditMask mask, int padding) {
        return EditRequest.builder()
                .mask(mask)
                .paddingMaskCrop(padding)
                .numInferenceSteps(2)
                .maxSequenceLength(8);
    }
}
