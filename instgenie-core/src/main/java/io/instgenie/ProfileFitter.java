package io.instgenie;

import io.instgenie.cost.CostRecording;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.simulator.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits a simulator's profile to an engine that is otherwise idle, by edits of a template of its own: batches from one edit to
 * {@value #LARGEST_BATCH} of masks of one size each, from a token to all, small ones as often as large ones; so what a job adds to a step,
 * and what its rows do, can be told apart. Nothing else should run on the machine meanwhile.
 *
 * @param pictureSize of the edits to simulate, width and height in pixels
 * @param textTokens of their prompts
 * @param steps of an edit; more make the fit better
 * @param rounds batches, beside {@value #LARGEST_BATCH} to begin with that are not counted on
 */
public record ProfileFitter(int pictureSize, int textTokens, int steps, int rounds) {
    private static final String TEMPLATE = "io.instgenie.profile";
    private static final int LARGEST_BATCH = 8;
    private static final int TOKEN = 16;

    /** Runs the edits, and takes the engine's profile. */
    public Profile fit(EditEngine engine) {
        byte[] rgb = new byte[3 * pictureSize * pictureSize];
        Random random = new Random(0);
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
            return engine.profile(recording.fit(), side * side, textTokens);
        } finally {
            engine.evict(TEMPLATE);
            engine.unregister(TEMPLATE);
        }
    }

    private void runBatches(EditEngine engine, int batches, Random random) {
        for (int batch = 0; batch < batches; batch++) {
            int maskSize = maskSize(batch, random);
            List<EditRequest> requests = IntStream.rangeClosed(0, batch % LARGEST_BATCH)
                    .mapToObj(i -> request(maskSize, random))
                    .toList();
            List<EditHandle> handles = new ArrayList<>();
            requests.forEach(request -> handles.add(engine.submit(request)));
            handles.forEach(EditHandle::join);
        }
    }

    /** Width and height of masks: each run through the batch sizes has one of each of as many parts of the sizes there are, in any order. */
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
