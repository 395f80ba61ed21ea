package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.autoencoders.AutoencoderMemory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What edits take of memory is what admission thinks, and a crop of a large picture takes little. */
class MemoryUseTest {
    /** Of the embedded model. */
    private static final AutoencoderMemory ESTIMATE = new AutoencoderMemory(
            new AutoencoderKlConfig(3, 3, List.of(16, 24, 48, 64), 1, 16, 8, 0.7349, 0.0217, false, false, true, 256),
            Float.BYTES);

    @Test
    void aPhotoOfTwelveMegapixelsIsEditedInACropWithLittleMemory() throws IOException {
        List<String> told = MemoryUse.run(512, "photo");

        assertThat(told).hasSize(4);
        assertThat(told.get(0))
                .matches(
                        "an edit of 4000 x 3000 pixels takes [\\d,]+ MB of the Java heap, which has [\\d,]+ MB; what helps: "
                                + "paddingMaskCrop, which repaints a crop around the mask at 256 x 256 pixels, or a larger heap \\(-Xmx\\)");
        assertThat(told.get(1))
                .isEqualTo("repainted in a crop of 364 x 364 pixels at (1668, 868), computed at 256 x 256");
        assertThat(told.get(2)).isEqualTo("true 0");
        assertThat(Long.parseLong(told.get(3))).isLessThan(3_000_000_000L);
    }

    @Test
    void theAutoencoderTakesWhatIsEstimated() throws IOException {
        List<String> peaks = MemoryUse.run(128, "vae", 384, 512, 512, 640, 640, 768);
        int[] pixels = {64 * 64, 384 * 512, 512 * 640, 640 * 768};

        assertThat(peaks).hasSize(pixels.length);
        for (int i = 1; i < pixels.length; i++) {
            double measured = Long.parseLong(peaks.get(i));
            assertThat(measured / ESTIMATE.whole(pixels[i]))
                    .as("%d pixels", pixels[i])
                    .isBetween(0.3, 1.25);
        }
    }

    @Test
    void tilesTakeFarLess() {
        assertThat(ESTIMATE.whole(4_194_304)).isBetween(1_200_000_000L, 1_400_000_000L); // 1,181 MB measured
        assertThat(ESTIMATE.tiled(4_194_304)).isLessThan(200_000_000L);
    }
}
