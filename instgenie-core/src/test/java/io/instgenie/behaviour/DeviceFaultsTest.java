package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a device does wrong costs time: batches shrink, and edits begin anew where another worker is left. */
class DeviceFaultsTest {
    private static final int EDITS = 4;
    /** Enough for edits to meet in a batch. */
    private static final int STEPS = 40;

    private final FaultyDevice device = new FaultyDevice();

    @Test
    void aBatchThatFindsNoMemoryIsMadeSmaller() {
        List<EditImage> expected = pictures();
        AtomicBoolean large = new AtomicBoolean();
        StepScheduler continuous = StepSchedulerKind.CONTINUOUS.create();
        StepScheduler watched = state -> {
            List<JobView> batch = continuous.schedule(state);
            if (batch.size() > 1 && !large.getAndSet(true)) {
                device.runOutOfMemory(1);
            }
            return batch;
        };
        try (EditEngine engine =
                SmallEdits.engine().devices(device).stepScheduler(watched).build()) {
            Samples.assertPictures(submit(engine), expected);
            assertThat(large).isTrue();
            assertThat(engine.stats().workersLost()).isZero();
        }
    }

    @Test
    void anEditThatFindsNoMemoryAloneFails() {
        try (EditEngine engine = SmallEdits.engine().devices(device).build()) {
            device.runOutOfMemory(1);
            EditHandle handle = engine.submit(SmallEdits.request(0));
            assertThatThrownBy(handle::join).isInstanceOf(DeviceOutOfMemoryException.class);
            assertThat(engine.edit(SmallEdits.request(1))).isNotNull();
        }
    }

    @Test
    void aLostDeviceEndsItsWorkerAndItsEditsBeginAnewOnAnother() {
        List<EditImage> expected = pictures();
        try (EditEngine engine = SmallEdits.engine().devices(device).workers(2).build()) {
            device.lose(1);
            Samples.assertPictures(submit(engine), expected);
            assertThat(engine.stats().workersLost()).isEqualTo(1);
            assertThat(engine.stats().restarted()).isPositive();
        }
    }

    @Test
    void withoutAnotherWorkerEditsFailAtOnceAndSayWhy() {
        try (EditEngine engine = SmallEdits.engine().devices(device).build()) {
            device.lose(1);
            EditHandle handle = engine.submit(SmallEdits.request(0));
            assertThatThrownBy(handle::join)
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageContaining("cudaErrorIllegalAddress");
            assertThatThrownBy(() -> engine.edit(SmallEdits.request(1))).isInstanceOf(WorkerLostException.class);
        }
        assertThat(device.isClosed()).isTrue();
    }

    @Test
    void aDeviceWithWorkUnderWayHasOneWorker() {
        assertThatThrownBy(() ->
                        SmallEdits.engine().devices(new MetaDevice()).workers(2).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("workers is 2; it must be 1 on meta");
    }

    private static List<EditImage> pictures() {
        try (EditEngine engine = SmallEdits.engine().build()) {
            return submit(engine).stream().map(handle -> handle.join().image()).toList();
        }
    }

    private static List<EditHandle> submit(EditEngine engine) {
        return IntStream.range(0, EDITS)
                .mapToObj(seed -> engine.submit(
                        SmallEdits.request().seed(seed).numInferenceSteps(STEPS).build()))
                .toList();
    }
}
