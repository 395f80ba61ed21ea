package io.instgenie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String STEPS = "3";

    @TempDir
    Path folder;

    @Test
    void quickStart() throws IOException {
        QuickStart.main(folder.toString(), STEPS);
        assertEdited(Scene.ROCKET, "quick-start.png");
    }

    @Test
    void reuseTemplate() throws IOException {
        ReuseTemplate.main(folder.toString(), STEPS);
        assertEdited(Scene.APPLE, "meadow-apple.png", "meadow-cat.png", "meadow-balloon.png");
    }

    @Test
    void concurrentEdits() throws IOException {
        ConcurrentEdits.main(folder.toString(), STEPS);
        assertEdited(Scene.CAR, "seed-0.png", "seed-1.png", "seed-2.png");
        assertThat(folder.resolve("seed-3.png")).doesNotExist();
    }

    @Test
    void readProgress() throws IOException {
        ReadProgress.main(folder.toString(), STEPS);
        assertEdited(Scene.ROCKET, "step-1.png", "step-2.png", "step-3.png", "result.png");
    }

    @Test
    void twoWorkers() throws IOException {
        TwoWorkers.main(folder.toString(), STEPS);
        assertEdited(Scene.APPLE, "apple-0.png", "apple-5.png");
    }

    @Test
    void writeYourOwnRouter() throws IOException {
        WriteYourOwnRouter.main(folder.toString(), STEPS);
        assertEdited(Scene.ROCKET, "routed-0.png");
        assertEdited(Scene.CAR, "routed-2.png");
    }

    @Test
    void writeYourOwnCacheManager() throws IOException {
        WriteYourOwnCacheManager.main(folder.toString(), STEPS);
        assertEdited(Scene.ROCKET, "kept-0.png");
        assertEdited(Scene.CAR, "kept-2.png");
    }

    @Test
    void exportMetrics() throws IOException {
        ExportMetrics.main(folder.toString(), STEPS);
        assertEdited(Scene.ROCKET, "rocket.png");
    }

    @Test
    void serveMany() throws IOException, InterruptedException {
        ServeMany.main(folder.toString(), STEPS);
        assertEdited(Scene.CAR, "served.png");
    }

    private void assertEdited(Scene scene, String... files) {
        EditImage before = scene.image();
        for (String file : files) {
            EditImage after = EditImage.read(folder.resolve(file));
            assertThat(after.width()).as(file).isEqualTo(before.width());
            assertThat(after).as(file).isNotEqualTo(before);
        }
    }
}
