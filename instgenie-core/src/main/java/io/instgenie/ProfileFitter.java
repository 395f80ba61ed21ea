package io.instgenie;

import io.instgenie.cost.CostRecording;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.simulator.Profile;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits a simulator's profile to an engine that is otherwise idle, by edits of a template of its own: batches from one edit to
 * {@value #LARGEST_BATCH} of masks of about one size each, small ones as often as large ones of those to be simulated; so what a job adds to
 * a step, and what its rows do, can be told apart. Edits of a batch are encoded and decoded one after the other, so some steps have that
 * beside them and some do not, which tells how much it slows them. Nothing else should run on the machine meanwhile.
 *
 * <p>Masks differ from edit to edit, and from one fit of an engine to the next: numbers of rows that a device has not yet computed cost it more
 * than others, and under load they come as often as here.
 *
 * @param pictureSize of the edits to simulate, width and height in pixels
 * @param textTokens of their prompts
 * @param steps of an edit; more make the fit better
 * @param rounds batches
 * @param ratios masked shares of the pictures to simulate, 0 to 1: time does not quite grow in proportion to rows, so that a fit is best
 *     where it was fitted
 */
public record ProfileFitter(int pictureSize, int textTokens, int steps, int rounds, List<Double> ratios) {
    private static final String TEMPLATE = "io.instgenie.profile";
    private static final int LARGEST_BATCH = 8;
    private static final int TOKEN = 16;
    private static final int SIZES = 64;

    /** @throws IllegalArgumentException if there is no ratio, or one is out of range */
    public ProfileFitter {
        ratios = ratios.stream().sorted().toList();
        if (ratios.isEmpty() || !(ratios.get(0) >= 0 && ratios.get(ratios.size() - 1) <= 1)) {
            throw new IllegalArgumentException("ratios must be some, 0 to 1");
        }
    }

    /** One for masks of all sizes, from a token to the whole picture. */
    public static ProfileFitter ofAllSizes(int pictureSize, int textTokens, int steps, int rounds) {
        double token = Math.min(1, (double) TOKEN / pictureSize);
        List<Double> ratios = IntStream.range(0, SIZES)
                .mapToObj(i -> Math.pow(token, 2 * (i + 0.5) / SIZES))
                .toList();
        return new ProfileFitter(pictureSize, textTokens, steps, rounds, ratios);
    }

    /** Runs edits that are not counted on, for an engine that has just begun: its code is not compiled yet. */
    public void warm(EditEngine engine) {
        run(engine);
    }

    /** Runs the edits, and takes the engine's profile. */
    public Profile fit(EditEngine engine) {
        int side = (pictureSize + TOKEN - 1) / TOKEN;
        return engine.profile(run(engine), side * side, textTokens);
    }

    private CostRecording.Fit run(EditEngine engine) {
        Random random = new Random(engine.stats().submitted());
        byte[] rgb = new byte[3 * pictureSize * pictureSize];
        random.nextBytes(rgb);
        engine.register(Template.builder(TEMPLATE, EditImage.ofRgb(pictureSize, pictureSize, rgb))
                .numInferenceSteps(steps)
                .maxSequenceLength(textTokens)
                .build());
        try (CostRecording recording = engine.recordCosts()) {
            int firstPart = random.nextInt(LARGEST_BATCH);
            for (int batch = 0; batch < rounds; batch++) {
                runTogether(engine, requests(batch, firstPart, random));
            }
            return recording.fit();
        } finally {
            engine.evict(TEMPLATE);
            engine.unregister(TEMPLATE);
        }
    }

    private static void runTogether(EditEngine engine, List<EditRequest> requests) {
        List<EditHandle> handles = requests.stream().map(engine::submit).toList();
        handles.forEach(EditHandle::join);
    }

    /** Each run through the batch sizes has a batch of each of as many parts of the mask sizes. */
    private List<EditRequest> requests(int batch, int firstPart, Random random) {
        int part = (firstPart + batch * 3 + batch / LARGEST_BATCH) % LARGEST_BATCH;
        return IntStream.rangeClosed(0, batch % LARGEST_BATCH)
                .mapToObj(i -> request(maskSize((part + random.nextDouble()) / LARGEST_BATCH), random))
                .toList();
    }

    /** Width and height of a mask that is larger than this share of them. */
    private int maskSize(double quantile) {
        double ratio = ratios.get((int) (quantile * ratios.size()));
        return (int) Math.max(1, Math.round(pictureSize * Math.sqrt(ratio)));
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
