package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import io.instgenie.parity.ParityCase;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activations on disk serve edits as those in memory do, whatever happens to the files. */
class DiskCacheTest {
    private static final ParityCase MODEL = ParityCase.FLUX_FILL;
    private static final int STEPS = 4;
    private static final int EDITS = 6;
    private static final int WIDTH = 96;
    private static final int HEIGHT = 80;
    private static final long ROOM = 1L << 30;

    private static List<EditImage> expected = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void editFromMemory() {
        try (EditEngine engine = EditEngine.builder(MODEL.path("model")).build()) {
            engine.register(template());
            expected = pictures(edits(engine));
        }
    }

    @Test
    void filesAloneServeEdits() {
        try (EditEngine engine = onlyFiles().build()) {
            engine.register(template());
            List<EditResult> results = edits(engine);
            assertThat(results).allSatisfy(DiskCacheTest::assertAllFromCache);
            assertSame(pictures(results));
            assertThat(engine.hostCacheUse()).isZero();
        }
    }

    @Test
    void filesOutliveTheEngine() {
        filesAloneServeEdits();
        List<Object> written = fileKeys();
        try (EditEngine engine = onlyFiles().build()) {
            engine.register(template());
            List<EditResult> results = edits(engine);
            assertThat(results).allSatisfy(DiskCacheTest::assertAllFromCache);
            assertSame(pictures(results));
        }
        assertThat(fileKeys()).isEqualTo(written);
    }

    @Test
    void whatMemoryHasRoomForIsLoadedOnce() {
        filesAloneServeEdits();
        try (EditEngine engine = onlyFiles().hostCacheBytes(ROOM).build()) {
            engine.register(template());
            assertThat(engine.hostCacheUse()).isZero();
            assertSame(pictures(edits(engine)));
            assertThat(engine.hostCacheUse()).isPositive();
            files().forEach(DiskCacheTest::delete);
            assertSame(pictures(edits(engine)));
        }
    }

    @Test
    void anyPlanGivesTheSamePictures() {
        Random random = new Random(5);
        try (EditEngine engine = onlyFiles()
                .diskCacheKeeps(Kept.BOTH)
                .blockPlanner(request -> new Plan(
                        IntStream.range(0, request.groups().size())
                                .mapToObj(group -> IntStream.range(0, request.blocks())
                                        .mapToObj(block -> BlockMode.values()[random.nextInt(3)])
                                        .toList())
                                .toList(),
                        0,
                        0,
                        0))
                .build()) {
            engine.register(template());
            for (int round = 0; round < 5; round++) {
                assertSame(pictures(edits(engine)));
            }
        }
    }

    @Test
    void damagedFilesAreSetAsideAndComputedAgain() throws IOException {
        filesAloneServeEdits();
        Path file = files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 2; i < bytes.length; i += 1000) {
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
        // The best plan leaves out what loads slowly, and a machine with much else to do may load anything slowly.
        try (EditEngine engine =
                onlyFiles().blockPlanner(new FixedPlanner(BlockMode.KV)).build()) {
            engine.register(template());
            assertSame(pictures(edits(engine)));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::toString)).anyMatch(name -> name.endsWith(".damaged"));
        }
    }

    @Test
    void aFolderThatVanishesCostsTimeOnly() throws IOException {
        try (EditEngine engine = onlyFiles().build()) {
            engine.register(template());
            try (Stream<Path> left = Files.list(folder)) {
                left.forEach(DiskCacheTest::delete);
            }
            Files.delete(folder);
            assertSame(pictures(edits(engine)));
        }
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        EditEngineBuilder builder = EditEngine.builder(MODEL.path("model")).diskCache(file, ROOM);
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @CsvSource({"BFLOAT16, 45", "INT8, 35"})
    void lowerPrecisionsStayClose(Precision precision, double decibels) {
        try (EditEngine engine = onlyFiles().diskCachePrecision(precision).build()) {
            engine.register(template());
            assertThat(meanDecibels(pictures(edits(engine)))).isGreaterThan(decibels);
        }
        try (EditEngine engine = EditEngine.builder(MODEL.path("model"))
                .hostCachePrecision(precision)
                .build()) {
            engine.register(template());
            assertThat(meanDecibels(pictures(edits(engine)))).isGreaterThan(decibels);
        }
    }

    private EditEngineBuilder onlyFiles() {
        return EditEngine.builder(MODEL.path("model")).hostCacheBytes(0).diskCache(folder, ROOM);
    }

    private static Template template() {
        return Template.builder("picture", Samples.image(WIDTH, HEIGHT, 3))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(8)
                .build();
    }

    /** Submitted together, so that some share steps and some do not. */
    private static List<EditResult> edits(EditEngine engine) {
        List<EditRequest> requests = new ArrayList<>();
        for (int i = 0; i < EDITS; i++) {
            requests.add(EditRequest.builder()
                    .template("picture")
                    .mask(Samples.mask(WIDTH, HEIGHT, new Random(i)))
                    .prompt("a cat")
                    .seed(i)
                    .maxSequenceLength(8)
                    .mode(EditMode.CACHED)
                    .build());
        }
        return requests.stream().map(engine::submit).toList().stream()
                .map(handle -> handle.join())
                .toList();
    }

    private static List<EditImage> pictures(List<EditResult> results) {
        return results.stream().map(EditResult::image).toList();
    }

    private static void assertAllFromCache(EditResult result) {
        assertThat(result.provenance().cacheHits()).isEqualTo(STEPS);
        assertThat(result.provenance().cacheMisses()).isZero();
    }

    private static void assertSame(List<EditImage> pictures) {
        for (int i = 0; i < EDITS; i++) {
            assertThat(largestDifference(pictures.get(i), expected.get(i)))
                    .as("edit %d", i)
                    .isLessThanOrEqualTo(1);
        }
    }

    private static double meanDecibels(List<EditImage> pictures) {
        double squares = 0;
        long colours = 0;
        for (int i = 0; i < EDITS; i++) {
            byte[] a = pictures.get(i).toRgbBytes();
            byte[] b = expected.get(i).toRgbBytes();
            for (int j = 0; j < a.length; j++) {
                double difference = (a[j] & 0xFF) - (b[j] & 0xFF);
                squares += difference * difference;
                colours++;
            }
        }
        return 10 * Math.log10(255 * 255 / (squares / colours));
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> !file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file system's own keys: a file written anew has another, even under its old name. */
    private List<Object> fileKeys() {
        return files().stream().map(DiskCacheTest::fileKey).toList();
    }

    private static Object fileKey(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
