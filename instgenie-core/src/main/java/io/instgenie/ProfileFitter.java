package io.instgenie;

import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cost.CostRecording;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.Template;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.Requests;
import io.instgenie.simulator.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits a simulator's profile to an engine that is otherwise idle, by edits of a template of its own: batches from one edit to
 * {@value #LARGEST_BATCH} of masks of about one size each, from a token to all, small ones as often as large ones; so what a job adds to a step,
 * and what its rows do, can be told apart. Then a crowd of {@value #CROWD} edits at once tells how much workers, encoder and decoder slow each
 * other down. Nothing else should run on the machine meanwhile.
 *
 * <p>Masks differ from edit to edit, and from one fit of an engine to the next: numbers of rows that a device has not yet computed cost it more
 * than others, and under load they come as often as here.
 *
 * @param pictureSize of the edits to simulate, width and height in pixels
 * @param textTokens of their prompts
 * @param steps of an edit; more make the fit better
 * @param rounds batches, beside {@value #LARGEST_BATCH} to begin with that are not counted on
 */
public record ProfileFitter(int pictureSize, int textTokens, int steps, int rounds) {
    private static final String TEMPLATE = "io.instgenie.profile";
    private static final int LARGEST_BATCH = 8;
    private static final int CROWD = 24;
    private static final int TOKEN = 16;
    private static final int BISECTIONS = 10;

    /** Runs the edits, and takes the engine's profile. */
    public Profile fit(EditEngine engine) {
        byte[] rgb = new byte[3 * pictureSize * pictureSize];
        Random random = new Random(engine.stats().submitted());
        random.nextBytes(rgb);
        engine.register(Template.builder(TEMPLATE, EditImage.ofRgb(pictureSize, pictureSize, rgb))
                .numInferenceSteps(steps)
                .maxSequenceLength(textTokens)
                .build());
        int side = (pictureSize + TOKEN - 1) / TOKEN;
        try (CostRecording recording = engine.recordCosts()) {
            runBatches(engine, LARGEST_BATCH, random);
            recording.restart();
            runBatches(engine, rounds, random);
            Profile idle = engine.profile(recording.fit(), side * side, textTokens);
            return idle.withLanes(lanes(engine, idle, random));
        } finally {
            engine.evict(TEMPLATE);
            engine.unregister(TEMPLATE);
        }
    }

    private void runBatches(EditEngine engine, int batches, Random random) {
        for (int batch = 0; batch < batches; batch++) {
            int number = batch;
            runTogether(
                    engine,
                    IntStream.rangeClosed(0, batch % LARGEST_BATCH)
                            .mapToObj(i -> request(maskSize(number, random), random))
                            .toList());
        }
    }

    private static List<EditResult> runTogether(EditEngine engine, List<EditRequest> requests) {
        List<EditHandle> handles = new ArrayList<>();
        requests.forEach(request -> handles.add(engine.submit(request)));
        return handles.stream().map(EditHandle::join).toList();
    }

    /** As many lanes as make the simulator take as long for a crowd of edits as the engine does. */
    private double lanes(EditEngine engine, Profile idle, Random random) {
        List<EditRequest> crowd = IntStream.range(0, CROWD)
                .mapToObj(i -> request(maskSize(i, random), random))
                .toList();
        long began = System.nanoTime();
        List<EditResult> results = runTogether(engine, crowd);
        double seconds = (System.nanoTime() - began) / 1e9;
        int[] tokens = results.stream()
                .mapToInt(result -> result.provenance().maskedTokens())
                .toArray();
        Requests requests = new Requests(new long[tokens.length], tokens, new int[tokens.length], steps, 1);
        double fewest = 1;
        double most = idle.workersPerHost() + 2; // each worker, the encoder and the decoder
        for (int i = 0; i < BISECTIONS; i++) {
            double lanes = (fewest + most) / 2;
            if (simulatedSeconds(idle.withLanes(lanes), engine.maxBatchSize(), requests) > seconds) {
                fewest = lanes;
            } else {
                most = lanes;
            }
        }
        return (fewest + most) / 2;
    }

    private static double simulatedSeconds(Profile profile, int maxBatch, Requests requests) {
        Simulation.Options options = new Simulation.Options(
                profile,
                profile.workersPerHost(),
                maxBatch,
                RouterKind.MASK_AWARE,
                StepSchedulerKind.CONTINUOUS,
                PlannerKind.OPTIMAL);
        return Simulation.run(options, requests).seconds();
    }

    /** Width and height of a mask in a batch: each run through the batch sizes has a batch of each of as many parts of the mask sizes. */
    private int maskSize(int batch, Random random) {
        int part = (batch * 3 + batch / LARGEST_BATCH) % LARGEST_BATCH;
        double tokens = Math.pow((double) pictureSize / TOKEN, (part + random.nextDouble()) / LARGEST_BATCH);
        return (int) Math.min(pictureSize, Math.max(1, Math.round(TOKEN * tokens)));
    }

    private EditRequest request(int maskSize, Random random) {
        return EditRequest.builder()
                .template(TEMPLATE)
                .mode(EditMode.CACHED)
                .mask(EditMask.rectangle(
                        pictureSize,
                        pictureSize,
                        random.nextInt(1 + pictureSize - maskSize),
                        random.nextInt(1 + pictureSize - maskSize),
                        maskSize,
                        maskSize))
                .prompt("")
                .numInferenceSteps(steps)
                .seed(random.nextLong())
                .maxSequenceLength(textTokens)
                .build();
    }
}
