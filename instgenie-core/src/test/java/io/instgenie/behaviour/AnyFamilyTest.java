package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.ModelEngines;
import io.instgenie.ProfileFitter;
import io.instgenie.activations.Kept;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Template;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.Simulation;
import io.instgenie.simulator.SimulationResult;
import io.instgenie.simulator.Workload;
import io.instgenie.toy.ToyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine serves a model of a family that it does not know: a U-net under guidance by a negative prompt. */
@Timeout(180)
class AnyFamilyTest {
    private static final int WIDTH = 72;
    private static final int HEIGHT = 56;
    private static final int STEPS = 4;
    private static final int EDITS = 5;
    private static final Template TEMPLATE = Template.builder("noise", Samples.image(WIDTH, HEIGHT, 1))
            .numInferenceSteps(STEPS)
            .prompt("some noise")
            .build();

    private static EditEngine engine;

    @BeforeAll
    static void start() {
        engine = ModelEngines.start(EditEngine.builder().threads(1), new ToyModel());
        engine.register(TEMPLATE);
    }

    @AfterAll
    static void end() {
        engine.close();
    }

    @Test
    void cachedEditsComeFromWhatIsKept() {
        assertThat(engine.hostCacheUse()).isPositive();
        EditResult result = engine.edit(request(1).build());
        assertThat(result.provenance().mode()).isEqualTo(EditMode.CACHED);
        assertAllFromCache(result);
        assertThat(result.image()).isNotEqualTo(TEMPLATE.image());
    }

    @Test
    void underAFullMaskACachedEditIsTheDenseOne() {
        EditMask everything = EditMask.full(WIDTH, HEIGHT);
        EditImage cached = engine.edit(request(2).mask(everything).build()).image();
        EditImage dense = engine.edit(
                        request(2).mask(everything).mode(EditMode.DENSE).build())
                .image();
        assertThat(Samples.largestDifference(cached, dense)).isLessThanOrEqualTo(1);
    }

    @Test
    void guidanceLeadsAwayFromTheNegativePrompt() {
        EditImage none = engine.edit(request(3).build()).image();
        EditImage empty = engine.edit(request(3).negativePrompt("").build()).image();
        EditImage rust = engine.edit(request(3).negativePrompt("rust").build()).image();
        assertThat(none).isNotEqualTo(empty).isNotEqualTo(rust);
        assertThat(empty).isNotEqualTo(rust);
    }

    @Test
    void withoutGuidanceTheNegativePromptIsNotRead() {
        EditImage none = engine.edit(request(3).guidanceScale(1).build()).image();
        EditImage rust = engine.edit(
                        request(3).guidanceScale(1).negativePrompt("rust").build())
                .image();
        assertThat(none).isEqualTo(rust);
    }

    /** Under a negative prompt, guidance does nothing to a template's own pass. */
    @Test
    void editsOfAnyGuidanceShareWhatIsKept() {
        assertAllFromCache(engine.edit(request(4).guidanceScale(5).build()));
    }

    @Test
    void editsInFlightTogetherAreWhatTheyAreAlone() {
        List<EditHandle> together = submit(engine);
        EditHandle dense = engine.submit(request(9).mode(EditMode.DENSE).build());
        Samples.assertPictures(together, alone());
        assertThat(Samples.largestDifference(
                        dense.join().image(),
                        engine.edit(request(9).mode(EditMode.DENSE).build()).image()))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void editsOfOtherSchedulesRecordOnTheirWay() {
        EditRequest request = request(5).numInferenceSteps(3).strength(0.7).build();
        EditImage first = engine.edit(request).image();
        EditResult second = engine.edit(request);
        assertAllFromCache(second);
        assertThat(Samples.largestDifference(first, second.image())).isLessThanOrEqualTo(1);
    }

    @Test
    void filesServeEditsUnderAnyPlan(@TempDir Path folder) {
        List<EditImage> expected = alone();
        for (BlockMode mode : BlockMode.values()) {
            EditEngineBuilder files = EditEngine.builder()
                    .threads(1)
                    .hostCacheBytes(0)
                    .diskCache(folder, 1L << 30)
                    .diskCacheKeeps(Kept.BOTH)
                    .blockPlanner(new FixedPlanner(mode));
            try (EditEngine fromFiles = ModelEngines.start(files, new ToyModel())) {
                fromFiles.register(TEMPLATE);
                List<EditHandle> handles = submit(fromFiles);
                Samples.assertPictures(handles, expected);
                handles.forEach(handle -> assertAllFromCache(handle.join()));
            }
        }
    }

    @Test
    void aCancelledEditEndsAtTheNextStep() {
        Queue<Integer> steps = new ConcurrentLinkedQueue<>();
        EditHandle cancelled;
        try (HeldEngine held = HeldEngine.hold(engine)) {
            cancelled = engine.submit(request(6).build());
            EditHandle self = cancelled;
            cancelled.onProgress(progress -> {
                steps.add(progress.step());
                self.cancel();
            });
        }
        assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
        assertThat(steps).containsExactly(1);
        assertAllFromCache(engine.edit(request(6).build()));
    }

    @Test
    void editsOfAWorkerThatDiesBeginAgainOnAnother() {
        AtomicBoolean dies = new AtomicBoolean(true);
        StepScheduler continuous = StepSchedulerKind.CONTINUOUS.create();
        EditEngineBuilder deadly = EditEngine.builder()
                .threads(2)
                .workers(2)
                .router(RouterKind.LEAST_REQUESTS)
                .stepScheduler(state -> {
                    boolean isMidway = state.running().stream().anyMatch(job -> job.stepsLeft() < STEPS);
                    if (isMidway && dies.getAndSet(false)) {
                        throw new AssertionError("a worker dies, as a test");
                    }
                    return continuous.schedule(state);
                });
        try (EditEngine lossy = ModelEngines.start(deadly, new ToyModel())) {
            lossy.register(TEMPLATE);
            Samples.assertPictures(submit(lossy), alone());
            await().until(() -> lossy.stats().pending() == 0);
            assertThat(lossy.stats().workersLost()).isEqualTo(1);
            assertThat(lossy.stats().restarted()).isPositive();
        }
    }

    /** Coarse blocks have a quarter of the rows, and no prompt goes through any. */
    @Test
    void theSimulatorKnowsTheModelsShape() {
        Profile profile = ProfileFitter.ofAllSizes(64, 5, 2, 8).fit(engine);
        assertThat(profile.imageTokens()).isEqualTo(64);
        assertThat(profile.shape().lanes()).isEqualTo(2);
        assertThat(profile.shape().kinds())
                .filteredOn(kind -> kind.name().equals("coarse attention"))
                .singleElement()
                .satisfies(kind -> assertThat(kind.imageShare()).isCloseTo(0.25, within(1e-9)));
        assertThat(profile.shape().kinds())
                .extracting(DenoiserShape.Kind::textShare)
                .containsOnly(0.0);
        Simulation.Options options = new Simulation.Options(
                profile, 2, 4, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL);
        SimulationResult result = Simulation.run(options, new Workload(List.of(0.1, 0.5), 100, 3, STEPS, 2, 1, 7));
        assertThat(result.latency().count()).isEqualTo(100);
    }

    private static List<EditImage> alone() {
        List<EditImage> pictures = new ArrayList<>();
        for (int seed = 0; seed < EDITS; seed++) {
            pictures.add(engine.edit(request(seed).build()).image());
        }
        return pictures;
    }

    private static List<EditHandle> submit(EditEngine to) {
        List<EditHandle> handles = new ArrayList<>();
        for (int seed = 0; seed < EDITS; seed++) {
            handles.add(to.submit(request(seed).build()));
        }
        return handles;
    }

    private static void assertAllFromCache(EditResult result) {
        assertThat(result.provenance().cacheHits()).isPositive();
        assertThat(result.provenance().cacheMisses()).isZero();
    }

    private static EditRequest.Builder request(long seed) {
        int left = (int) seed * 5;
        return EditRequest.builder()
                .template(TEMPLATE.id())
                .mask(EditMask.rectangle(WIDTH, HEIGHT, left, 9, 21, 30))
                .prompt("edit number " + seed)
                .mode(EditMode.CACHED)
                .seed(seed);
    }
}
