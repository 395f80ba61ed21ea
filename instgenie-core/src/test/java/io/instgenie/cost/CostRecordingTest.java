package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostRecordingTest {
    private final CostModel model = new CostModel(List.of("block"));
    private final AtomicLong clock = new AtomicLong();

    private static double seconds(BlockWork work) {
        return 1e-3 + 2e-5 * work.rows() + 3e-6 * work.keys();
    }

    private CostRecording recording() {
        return model.record(new CostRecording.Processors(2, 1), clock::get);
    }

    /** A step right after the one before it. */
    private void observeStep(BlockWork work, double seconds) {
        clock.addAndGet(Math.round(1e9 * seconds));
        model.observeStep(
                new StepObservation(1, work, Map.of("block", new StepObservation.KindTime(work, seconds)), 0, seconds));
    }

    private void observe(int jobs, int rows, double factor) {
        BlockWork work = new BlockWork(rows, 280.0 * rows, 280 * jobs);
        observeStep(work, factor * seconds(work));
    }

    /** The model forgets, the recording does not. */
    @Test
    void allThatWasRecordedCountsAlike() {
        try (CostRecording recording = recording()) {
            for (int jobs = 1; jobs <= 8; jobs++) {
                for (int rows = 25; rows < 300; rows += 50) {
                    observe(jobs, jobs * rows, 1);
                }
            }
            for (int i = 0; i < 5000; i++) {
                observe(1, 100, 1);
            }
            CostModel fit = recording.fit().model();
            for (BlockWork work : List.of(BlockWork.of(25, 280), new BlockWork(2000, 280 * 2000, 8 * 280))) {
                assertThat(fit.blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
            }
            assertThat(fit.rSquared()).isGreaterThan(0.99);
        }
    }

    /** What large batches are off by, in seconds, is as much as a small one takes. */
    @Test
    void errorsCountInProportion() {
        try (CostRecording recording = recording()) {
            for (int i = 0; i < 40; i++) {
                observe(1, 25 + i, 1);
                observe(8, 2000 + 10 * i, i % 4 == 0 ? 1.3 : 0.95);
            }
            BlockWork small = BlockWork.of(30, 280);
            assertThat(recording.fit().model().blockFit("block").at(small))
                    .isCloseTo(seconds(small), within(0.02 * seconds(small)));
        }
    }

    /** However much times differ, in sum the fit is as slow as what it was fitted to. */
    @Test
    void allTakesAsLongByTheFitAsItTook() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        double measured = 0;
        double foretold = 0;
        try (CostRecording recording = recording()) {
            List<BlockWork> works = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int jobs = 1 + random.nextInt(8);
                BlockWork work = new BlockWork(jobs * (25 + random.nextInt(200)), 0, 280 * jobs);
                double took = seconds(work) * (random.nextInt(10) == 0 ? 2.5 : 0.8 + 0.2 * random.nextDouble());
                observeStep(work, took);
                works.add(work);
                measured += took;
            }
            CostRecording.Fit fit = recording.fit();
            RecentRows recent = new RecentRows();
            for (BlockWork work : works) {
                foretold += fit.model().blockFit("block").at(work)
                        + (recent.areNew((int) work.rows()) ? fit.newRowsSeconds() : 0);
            }
        }
        assertThat(foretold).as("seed %d", seed).isCloseTo(measured, within(1e-3 * measured));
    }

    /** Two recordings, put together, are as good as one. */
    @Test
    void modelsAddUp() {
        CostModel lone;
        CostModel sum;
        try (CostRecording recording = recording()) {
            for (int rows = 25; rows < 300; rows += 50) {
                observe(1, rows, 1);
            }
            lone = recording.fit().model();
        }
        try (CostRecording recording = recording()) {
            for (int rows = 25; rows < 300; rows += 50) {
                observe(8, 8 * rows, 1);
            }
            sum = lone.plus(recording.fit().model());
        }
        for (BlockWork work : List.of(BlockWork.of(25, 280), new BlockWork(2000, 280 * 2000, 8 * 280))) {
            assertThat(sum.blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
        }
    }

    @Test
    void itRecordsUntilItsEnd() {
        model.observePhase(CostModel.Phase.ENCODE, 256, 9);
        model.observePhase(CostModel.Phase.DECODE, 256, 9);
        CostRecording recording = recording();
        model.observePhase(CostModel.Phase.DECODE, 256, 2);
        model.observePhase(CostModel.Phase.DECODE, 256, 4);
        recording.close();
        model.observePhase(CostModel.Phase.DECODE, 256, 9);
        CostModel fit = recording.fit().model();
        assertThat(fit.phaseFit(CostModel.Phase.DECODE).at(256)).isCloseTo(3, within(1e-9));
        assertThat(fit.phaseFit(CostModel.Phase.ENCODE).at(256)).isCloseTo(9, within(1e-9));
    }

    /** Steps that lie in an encode take 1.3 times as long, those half in one 1.15. */
    @Test
    void whatRunsBesideStepsIsToldApart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (CostRecording recording = recording()) {
            for (int i = 0; i < 200; i++) {
                double beside = random.nextInt(3) / 2.0;
                // Of so few numbers of rows that about half are new: else a fit would have to guess what new ones take.
                BlockWork work = new BlockWork(25 + 60 * random.nextInt(32), 0, 280 * (1 + random.nextInt(8)));
                double took = (1 + 0.3 * beside) * seconds(work);
                observeStep(work, took);
                if (beside > 0) {
                    model.observePhase(CostModel.Phase.ENCODE, 256, beside * took);
                }
            }
            CostRecording.Fit fit = recording.fit();
            assertThat(fit.contention()).as("seed %d", seed).isCloseTo(0.3, within(1e-3));
            assertThat(fit.newRowsSeconds()).as("seed %d", seed).isCloseTo(0, within(1e-5));
            BlockWork work = new BlockWork(300, 0, 280);
            assertThat(fit.model().blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
        }
    }

    /** Where three run on two processors, each runs at two thirds of its speed. */
    @Test
    void whatIsSharedIsTakenOut() {
        try (CostRecording recording = recording()) {
            for (int i = 1; i <= 40; i++) {
                boolean crowded = i % 2 == 0;
                BlockWork work = BlockWork.of(25 + i % 12, 280);
                double took = (crowded ? 1.5 : 1) * seconds(work);
                observeStep(work, took);
                if (crowded) {
                    model.observePhase(CostModel.Phase.ENCODE, 256, took);
                    model.observePhase(CostModel.Phase.DECODE, 256, took);
                }
            }
            CostRecording.Fit fit = recording.fit();
            assertThat(fit.contention()).isCloseTo(0, within(1e-3));
            BlockWork work = BlockWork.of(30, 280);
            assertThat(fit.model().blockFit("block").at(work)).isCloseTo(seconds(work), within(1e-3 * seconds(work)));
            assertThat(fit.model().phaseFit(CostModel.Phase.DECODE).at(256))
                    .isCloseTo(seconds(work), within(0.1 * seconds(work)));
        }
    }

    /** Steps on a number of rows that is new take 4 ms longer, a quarter of them outside their blocks. */
    @Test
    void newNumbersOfRowsAreToldApart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RecentRows recent = new RecentRows();
        try (CostRecording recording = recording()) {
            for (int i = 0; i < 400; i++) {
                BlockWork work = BlockWork.of(25 + random.nextInt(i % 2 == 0 ? 6 : 300), 280);
                double late = recent.areNew((int) work.rows()) ? 4e-3 : 0;
                double inBlocks = seconds(work) + 0.75 * late;
                double beside = 5e-4 + 0.25 * late;
                clock.addAndGet(Math.round(1e9 * (inBlocks + beside)));
                model.observeStep(new StepObservation(
                        1,
                        work,
                        Map.of("block", new StepObservation.KindTime(work, inBlocks)),
                        beside,
                        inBlocks + beside));
            }
            CostRecording.Fit fit = recording.fit();
            assertThat(fit.newRowsSeconds()).as("seed %d", seed).isCloseTo(4e-3, within(4e-5));
            double whole = fit.model().blockFit("block").at(BlockWork.of(100, 280))
                    + fit.model().phaseFit(CostModel.Phase.STEP).at(1);
            double expected = seconds(BlockWork.of(100, 280)) + 5e-4;
            assertThat(whole).as("seed %d", seed).isCloseTo(expected, within(0.02 * expected));
        }
    }
}
