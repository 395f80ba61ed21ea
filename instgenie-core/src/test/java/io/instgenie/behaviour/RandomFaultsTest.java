package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.parity.ParityCase;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any sequence of registering, editing, evicting, cancelling, closing and faults ends in the right pictures, with nothing left over. */
@Timeout(180)
class RandomFaultsTest {
    private static final Path MODEL = ParityCase.FLUX_FILL.path("model");
    private static final int TEMPLATES = 3;
    private static final int MOST_STEPS = 3;
    private static final int ACTIONS = 80;
    private static final int SIDE = 48;

    /** An edit, as far as its picture depends on it. */
    private record Kind(int template, int steps) {
        EditRequest request() {
            return EditRequest.builder()
                    .template("picture " + template)
                    .mask(EditMask.rectangle(SIDE, SIDE, 10 * template, 5, 20, 20))
                    .prompt("a cat")
                    .numInferenceSteps(steps)
                    .maxSequenceLength(8)
                    .mode(EditMode.CACHED)
                    .build();
        }
    }

    private static final Map<Kind, EditImage> EXPECTED = new HashMap<>();
    private static long templateBytes;

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private final FaultyDevice device = FaultyDevice.ofBoundedMemory();
    private final List<Map.Entry<Kind, EditHandle>> pending = new ArrayList<>();

    @BeforeAll
    static void editWithoutFaults() {
        try (EditEngine engine = EditEngine.builder(MODEL).build()) {
            for (int number = 0; number < TEMPLATES; number++) {
                engine.register(template(number));
                for (int steps = 1; steps <= MOST_STEPS; steps++) {
                    Kind kind = new Kind(number, steps);
                    EXPECTED.put(kind, engine.edit(kind.request()).image());
                }
            }
            templateBytes = engine.hostCacheUse() / TEMPLATES; // under all schedules
        }
    }

    @AfterAll
    static void forget() {
        EXPECTED.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anySequenceEndsWell(long seed) throws IOException {
        Random random = new Random(seed);
        EditEngine engine = start();
        try {
            for (int action = 0; action < ACTIONS; action++) {
                if (random.nextInt(20) == 0) {
                    closeWithEditsInFlight(engine);
                    engine = start();
                } else {
                    act(engine, random);
                }
            }
            disk.heal();
            device.setFull(false);
            settle();
            for (Kind kind : EXPECTED.keySet()) {
                submit(engine, kind);
            }
            settle();
            requireNothingHeld(engine);
        } finally {
            disk.heal();
            engine.close();
        }
        requireNothingOpen();
        assertThat(names()).noneMatch(name -> name.endsWith(".tmp"));
    }

    private EditEngine start() {
        EditEngine engine = EditEngine.builder(MODEL)
                .devices(device)
                .hostCacheBytes(3 * templateBytes / 2)
                .diskCache(disk.at(folder), 3 * templateBytes)
                .blockPlanner(new FixedPlanner(BlockMode.KV))
                .loadTimeout(Duration.ofMillis(20))
                .build();
        for (int number = 0; number < TEMPLATES; number++) {
            engine.register(template(number));
        }
        return engine;
    }

    private void act(EditEngine engine, Random random) throws IOException {
        Kind kind = new Kind(random.nextInt(TEMPLATES), 1 + random.nextInt(MOST_STEPS));
        String id = "picture " + kind.template();
        switch (random.nextInt(16)) {
            case 0 -> engine.evict(id);
            case 1 -> engine.pin(id);
            case 2 -> engine.unpin(id);
            case 3 -> disk.setFull(random.nextBoolean());
            case 4 -> disk.setReadOnly(random.nextBoolean());
            case 5 -> disk.setStuck(true);
            case 6 -> device.setFull(random.nextBoolean());
            case 7 -> deleteFolder();
            case 8 -> damageAFile(random);
            case 9 -> {
                disk.setStuck(false); // registering waits
                engine.register(template(kind.template()));
            }
            case 10 -> settle();
            case 11 -> {
                if (!pending.isEmpty()) {
                    pending.get(random.nextInt(pending.size())).getValue().cancel();
                }
            }
            default -> submit(engine, kind);
        }
    }

    private void submit(EditEngine engine, Kind kind) {
        pending.add(Map.entry(kind, engine.submit(kind.request())));
    }

    /** Waits for all edits; those not cancelled have their pictures. */
    private void settle() {
        disk.setStuck(false);
        for (Map.Entry<Kind, EditHandle> edit : pending) {
            requirePicture(edit.getKey(), edit.getValue(), CancellationException.class);
        }
        pending.clear();
    }

    private void closeWithEditsInFlight(EditEngine engine) {
        disk.heal();
        device.setFull(false);
        engine.close();
        for (Map.Entry<Kind, EditHandle> edit : pending) {
            requirePicture(edit.getKey(), edit.getValue(), CancellationException.class, WorkerLostException.class);
        }
        pending.clear();
    }

    private static void requirePicture(Kind kind, EditHandle edit, Class<?>... otherwise) {
        if (edit.future().isCompletedExceptionally()) {
            assertThatThrownBy(edit::join).isInstanceOfAny(otherwise);
            return;
        }
        try {
            EditImage picture = edit.join().image();
            assertThat(largestDifference(picture, EXPECTED.get(kind)))
                    .as("%s", kind)
                    .isLessThanOrEqualTo(1);
        } catch (RuntimeException e) {
            assertThat(e).as("%s", kind).isInstanceOfAny(otherwise);
        }
    }

    /** What templates took is free again once they are evicted: nobody has a lease on them. */
    private static void requireNothingHeld(EditEngine engine) {
        for (int number = 0; number < TEMPLATES; number++) {
            for (int steps = 1; steps <= MOST_STEPS; steps++) {
                engine.register(template(number, steps));
                engine.evict("picture " + number);
            }
        }
        await().untilAsserted(() -> assertThat(engine.hostCacheUse()).isZero());
    }

    private void requireNothingOpen() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    open.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    assertThat(descriptor).doesNotExist(); // closed meanwhile
                }
            }
        }
        assertThat(open).noneMatch(file -> file.startsWith(folder.toString()));
    }

    private void deleteFolder() throws IOException {
        for (String name : names()) {
            Files.deleteIfExists(folder.resolve(name));
        }
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            assertThat(folder).exists(); // the engine was faster
        }
    }

    /** Cuts one short, or flips a bit of it, whoever reads it. */
    private void damageAFile(Random random) throws IOException {
        List<String> whole =
                names().stream().filter(name -> name.endsWith(".slabs")).toList();
        if (whole.isEmpty()) {
            return;
        }
        Path file = folder.resolve(whole.get(random.nextInt(whole.size())));
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return; // it was evicted meanwhile
        }
        int at = random.nextInt(bytes.length + 1);
        if (at == bytes.length) {
            return;
        }
        if (random.nextBoolean()) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        } else {
            Files.write(file, Arrays.copyOf(bytes, at));
        }
    }

    private List<String> names() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Template template(int number) {
        return template(number, MOST_STEPS);
    }

    private static Template template(int number, int steps) {
        return Template.builder("picture " + number, Samples.image(SIDE, SIDE, number))
                .numInferenceSteps(steps)
                .maxSequenceLength(8)
                .build();
    }
}
