package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.device.CpuDevice;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import io.instgenie.metrics.EngineListener;
import io.instgenie.routing.RouterKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On several devices an engine edits as on one, keeps a template once, and goes on when one of them dies. */
@Timeout(180)
class SeveralDevicesTest {
    private static final int EDITS = 8;
    private static final int STEPS = 6;

    private final FaultyDevice first = new FaultyDevice();
    private final FaultyDevice second = new FaultyDevice();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void picturesAreThoseOfOneDevice(boolean maskedDecode) {
        Set<Integer> workers = ConcurrentHashMap.newKeySet();
        try (EditEngine one = SmallEdits.engine().maskedDecode(maskedDecode).build();
                EditEngine two = inTurns(SmallEdits.engine().devices(new CpuDevice(), new CpuDevice()))
                        .maskedDecode(maskedDecode)
                        .listener(onStep(workers::add))
                        .build()) {
            one.register(SmallEdits.template(STEPS));
            two.register(SmallEdits.template(STEPS));
            Samples.assertPictures(submit(two), pictures(one));
            assertThat(workers).containsExactlyInAnyOrder(0, 1);
            assertThat(two.hostCacheUse()).isEqualTo(one.hostCacheUse());
        }
    }

    @Test
    void editsOnADeviceThatDiesBeginAnewOnAnother() {
        List<EditImage> expected = expected();
        try (EditEngine engine = inTurns(SmallEdits.engine().devices(first, second))
                .listener(onStep(worker -> {
                    if (worker == 0) {
                        first.die();
                    }
                }))
                .build()) {
            engine.register(SmallEdits.template(STEPS));
            Samples.assertPictures(submit(engine), expected);
            assertThat(engine.stats().workersLost()).isEqualTo(1);
            assertThat(engine.stats().restarted()).isPositive();
            Samples.assertPictures(submit(engine), expected);
        }
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void aDeviceThatIsDeadWhenEditsAreEncodedIsTakenOut() {
        List<EditImage> expected = expected();
        try (EditEngine engine =
                inTurns(SmallEdits.engine().devices(first, second)).build()) {
            first.die();
            engine.register(SmallEdits.template(STEPS));
            Samples.assertPictures(submit(engine), expected);
            assertThat(engine.stats().workersLost()).isEqualTo(1);
        }
    }

    @Test
    void withoutALivingDeviceEditsFailAtOnceAndSayWhy() {
        try (EditEngine engine = SmallEdits.engine().devices(first, second).build()) {
            first.die();
            second.die();
            EditHandle handle = engine.submit(SmallEdits.request(0));
            assertThatThrownBy(handle::join).isInstanceOf(DeviceLostException.class);
            assertThatThrownBy(() -> engine.edit(SmallEdits.request(1))).isInstanceOf(WorkerLostException.class);
            assertThatThrownBy(() -> engine.register(SmallEdits.template(STEPS)))
                    .isInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void devicesThatDoNotGoTogetherAreRefused() {
        assertRefused(SmallEdits.engine().devices(), "devices is []; it must be one or more");
        assertRefused(
                SmallEdits.engine().devices(first, first),
                "devices is [faulty CPU, faulty CPU]; it must be different ones");
        assertRefused(
                SmallEdits.engine().devices(new CpuDevice(), new MetaDevice()),
                "devices is [CPU, meta]; it must be of one kind, and made together");
    }

    private static void assertRefused(EditEngineBuilder engine, String message) {
        assertThatThrownBy(engine::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(message);
    }

    private static EditEngineBuilder inTurns(EditEngineBuilder engine) {
        return engine.router(RouterKind.ROUND_ROBIN);
    }

    private interface StepHook {
        void stepped(int worker);
    }

    private static EngineListener onStep(StepHook hook) {
        return new EngineListener() {
            @Override
            public void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {
                hook.stepped(worker);
            }
        };
    }

    private static List<EditImage> expected() {
        try (EditEngine engine = SmallEdits.engine().build()) {
            engine.register(SmallEdits.template(STEPS));
            return pictures(engine);
        }
    }

    private static List<EditImage> pictures(EditEngine engine) {
        return submit(engine).stream().map(handle -> handle.join().image()).toList();
    }

    /** Cached and dense edits in turns. */
    private static List<EditHandle> submit(EditEngine engine) {
        return IntStream.range(0, EDITS)
                .mapToObj(seed -> engine.submit(request(seed, seed % 4 < 2 ? EditMode.CACHED : EditMode.DENSE)))
                .toList();
    }

    private static EditRequest request(long seed, EditMode mode) {
        return SmallEdits.ofTemplate(STEPS).mode(mode).seed(seed).build();
    }
}
