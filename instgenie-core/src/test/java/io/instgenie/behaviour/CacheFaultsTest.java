package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static io.instgenie.behaviour.SmallEdits.cached;
import static io.instgenie.behaviour.SmallEdits.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.parity.ParityCase;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong with files and memory costs an edit time, and never changes its picture. */
@Timeout(180)
class CacheFaultsTest {
    private static final int STEPS = 4;
    /** Of a schedule for which edits of {@link #STEPS} find nothing. */
    private static final int OTHER_STEPS = STEPS - 1;

    private static final long ROOM = 1L << 30;

    private static List<EditImage> expected = List.of();

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private final FaultyDevice device = FaultyDevice.ofBoundedMemory();

    @BeforeAll
    static void editFromMemory() {
        expected = Stream.of(ParityCase.FLUX_FILL, ParityCase.FLUX_INPAINT)
                .map(model -> {
                    try (EditEngine engine =
                            EditEngine.builder(model.path("model")).build()) {
                        engine.register(template(STEPS));
                        return engine.edit(cached(STEPS)).image();
                    }
                })
                .toList();
    }

    @Test
    void aDiskThatIsFull() throws IOException {
        try (EditEngine engine = fromFiles().build()) {
            disk.setFull(true);
            engine.register(template(STEPS));
            assertEdit(engine, 0);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aDiskThatIsFullBeforeTheMachineIsMeasured() {
        disk.setFull(true);
        assertThatThrownBy(() -> fromFiles().build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("diskCache's folder")
                .hasMessageContaining("No space left on device");
    }

    @Test
    void aDiskThatFillsUpWhileAFileIsWritten() throws IOException {
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(OTHER_STEPS));
            EditHandle handle;
            try (HeldEngine held = HeldEngine.hold(engine)) {
                handle = engine.submit(cached(STEPS));
                handle.onProgress(progress -> disk.setFull(true));
                held.release();
            }
            assertSame(handle.join());
            disk.setFull(false);
            assertEdit(engine, 0);
            await().untilAsserted(() -> assertThat(files()).hasSize(2).allMatch(file -> file.endsWith(".slabs")));
            assertEdit(engine, STEPS);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenTo() throws IOException {
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(STEPS));
            disk.setReadOnly(true);
            assertEdit(engine, STEPS);
            engine.register(template(OTHER_STEPS));
            assertEdit(engine, STEPS);
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeWrittenToBeforeTheMachineIsMeasured() {
        disk.setReadOnly(true);
        assertThatThrownBy(() -> fromFiles().build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(folder.toString());
    }

    private enum Damage {
        CUT_SHORT {
            @Override
            byte[] of(byte[] file) {
                return Arrays.copyOf(file, file.length - 1000);
            }
        },
        OTHER_VERSION {
            @Override
            byte[] of(byte[] file) {
                file[11]++;
                return file;
            }
        },
        EMPTY {
            @Override
            byte[] of(byte[] file) {
                return new byte[0];
            }
        };

        abstract byte[] of(byte[] file);
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsDamaged(Damage damage) throws IOException {
        write();
        Path file = folder.resolve(files().get(0));
        Files.write(file, damage.of(Files.readAllBytes(file)));
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(STEPS));
            assertEdit(engine, STEPS);
        }
        assertThat(files()).hasSize(2).anyMatch(name -> name.endsWith(".damaged"));
    }

    /** What an edit under way had not read yet is computed. */
    @Test
    void aFileThatIsCutShortWhileItIsRead() throws IOException {
        write();
        Path file = folder.resolve(files().get(0));
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(STEPS));
            EditResult result = editAnd(engine, () -> cutShort(file));
            assertSame(result);
            assertThat(result.provenance().cacheHits()).isBetween(1L, STEPS - 1L);
        }
    }

    @Test
    void filesOfAnotherModel() throws IOException {
        write();
        try (EditEngine engine =
                fromFiles(ParityCase.FLUX_INPAINT.path("model")).build()) {
            engine.register(template(STEPS));
            EditResult result = engine.edit(cached(STEPS));
            assertThat(largestDifference(result.image(), expected.get(1))).isLessThanOrEqualTo(1);
        }
        assertThat(files()).hasSize(2);
    }

    @Test
    void memoryThatCannotBeHadToKeepWhatIsRecorded() {
        try (EditEngine engine =
                EditEngine.builder(model()).devices(device).hostCacheBytes(ROOM).build()) {
            device.setFull(true);
            engine.register(template(STEPS));
            assertEdit(engine, 0);
            assertThat(engine.hostCacheUse()).isZero();
            device.setFull(false);
            assertEdit(engine, 0);
            assertEdit(engine, STEPS);
        }
    }

    @Test
    void memoryThatCannotBeHadToLoadTo() {
        write();
        device.setFull(true);
        try (EditEngine engine = fromFiles().devices(device).build()) {
            engine.register(template(STEPS));
            assertSame(engine.edit(cached(STEPS)));
            device.setFull(false);
            assertEdit(engine, STEPS);
        }
    }

    @Test
    void evictionOfWhatIsBeingRead() throws IOException {
        write();
        Path file = folder.resolve(files().get(0));
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(STEPS));
            EditResult result = editAnd(engine, () -> {
                engine.evict("picture");
                assertThat(file.toFile().delete()).isTrue();
            });
            assertSame(result);
            assertThat(result.provenance().cacheHits()).isEqualTo(STEPS);
        }
    }

    @Test
    void aLoadThatNeverEnds() {
        write();
        AtomicBoolean armed = new AtomicBoolean();
        EditEngine engine = sticking(armed, Duration.ofMillis(50)).build();
        engine.register(template(STEPS));
        armed.set(true);
        try {
            assertSame(engine.edit(cached(STEPS)));
            assertThat(disk.waiting()).isOne();
        } finally {
            engine.close(); // does not wait for it either
            disk.heal();
        }
    }

    @Test
    void closingWithLoadsInFlight() {
        write();
        AtomicBoolean armed = new AtomicBoolean();
        EditEngine engine = sticking(armed, Duration.ofSeconds(2)).build();
        engine.register(template(STEPS));
        armed.set(true);
        EditHandle handle = engine.submit(cached(STEPS));
        try {
            await().until(() -> disk.waiting() == 1);
        } finally {
            engine.close();
            disk.heal();
        }
        assertThatThrownBy(handle::join).isInstanceOf(WorkerLostException.class);
    }

    /** An engine whose loads do not end once a step was planned. */
    private EditEngineBuilder sticking(AtomicBoolean armed, Duration loadTimeout) {
        FixedPlanner loadAll = new FixedPlanner(BlockMode.KV);
        return fromFiles().loadTimeout(loadTimeout).blockPlanner(request -> {
            if (armed.get()) {
                disk.setStuck(true);
            }
            return loadAll.plan(request);
        });
    }

    private static Path model() {
        return ParityCase.FLUX_FILL.path("model");
    }

    private EditEngineBuilder fromFiles() {
        return fromFiles(model());
    }

    private EditEngineBuilder fromFiles(Path model) {
        return EditEngine.builder(model)
                .hostCacheBytes(0)
                .diskCache(disk.at(folder), ROOM)
                .blockPlanner(new FixedPlanner(BlockMode.KV));
    }

    /** The template's file. */
    private void write() {
        try (EditEngine engine = fromFiles().build()) {
            engine.register(template(STEPS));
        }
    }

    /** What happens between the first and the second step. */
    private static EditResult editAnd(EditEngine engine, Runnable fault) {
        EditHandle handle;
        try (HeldEngine held = HeldEngine.hold(engine)) {
            handle = engine.submit(cached(STEPS));
            handle.onProgress(progress -> {
                if (progress.step() == 1) {
                    fault.run();
                }
            });
            held.release();
        }
        return handle.join();
    }

    private static void cutShort(Path file) {
        try {
            Files.write(file, new byte[100]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertEdit(EditEngine engine, int cacheHits) {
        EditResult result = engine.edit(cached(STEPS));
        assertSame(result);
        assertThat(result.provenance().cacheHits()).isEqualTo(cacheHits);
    }

    private static void assertSame(EditResult result) {
        assertThat(largestDifference(result.image(), expected.get(0))).isLessThanOrEqualTo(1);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
