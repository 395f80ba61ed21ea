package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostRecordingTest {
    private final CostModel model = new CostModel(List.of("block"));

    private static double seconds(BlockWork work) {
        return 1e-3 + 2e-5 * work.rows() + 3e-6 * work.keys();
    }

    private void observe(int jobs, int rows, double factor) {
        BlockWork work = new BlockWork(rows, 280.0 * rows, 280 * jobs);
        model.observeBlock("block", work, factor * seconds(work));
    }

    /** The model forgets, the recording does not. */
    @Test
    void allThatWasRecordedCountsAlike() {
        try (CostRecording recording = model.record()) {
            for (int jobs = 1; jobs <= 8; jobs++) {
                for (int rows = 25; rows < 300; rows += 50) {
                    observe(jobs, jobs * rows, 1);
                }
            }
            for (int i = 0; i < 5000; i++) {
                observe(1, 100, 1);
            }
            CostModel fit = recording.fit();
            for (BlockWork work : List.of(BlockWork.of(25, 280), new BlockWork(2000, 280 * 2000, 8 * 280))) {
                assertThat(fit.blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
            }
            assertThat(fit.rSquared()).isGreaterThan(0.99);
        }
    }

    /** What large batches are off by, in seconds, is as much as a small one takes. */
    @Test
    void errorsCountInProportion() {
        try (CostRecording recording = model.record()) {
            for (int i = 0; i < 40; i++) {
                observe(1, 25 + i, 1);
                observe(8, 2000 + 10 * i, i % 4 == 0 ? 1.3 : 0.95);
            }
            BlockWork small = BlockWork.of(30, 280);
            assertThat(recording.fit().blockFit("block").at(small))
                    .isCloseTo(seconds(small), within(0.02 * seconds(small)));
        }
    }

    /** Two recordings, put together, are as good as one. */
    @Test
    void modelsAddUp() {
        CostModel sum;
        try (CostRecording recording = model.record()) {
            for (int rows = 25; rows < 300; rows += 50) {
                observe(1, rows, 1);
            }
            CostModel lone = recording.fit();
            recording.restart();
            for (int rows = 25; rows < 300; rows += 50) {
                observe(8, 8 * rows, 1);
            }
            sum = lone.plus(recording.fit());
        }
        for (BlockWork work : List.of(BlockWork.of(25, 280), new BlockWork(2000, 280 * 2000, 8 * 280))) {
            assertThat(sum.blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
        }
    }

    @Test
    void itRecordsFromItsRestartToItsEnd() {
        model.observePhase(CostModel.Phase.ENCODE, 256, 9);
        CostRecording recording = model.record();
        model.observePhase(CostModel.Phase.DECODE, 256, 9);
        recording.restart();
        model.observePhase(CostModel.Phase.DECODE, 256, 2);
        model.observePhase(CostModel.Phase.DECODE, 256, 4);
        recording.close();
        model.observePhase(CostModel.Phase.DECODE, 256, 9);
        assertThat(recording.fit().phaseFit(CostModel.Phase.DECODE).at(256)).isCloseTo(3, within(1e-9));
        assertThat(recording.fit().phaseFit(CostModel.Phase.ENCODE).at(256)).isCloseTo(9, within(1e-9));
    }
}
