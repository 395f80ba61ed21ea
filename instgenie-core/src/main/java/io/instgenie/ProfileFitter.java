package io.instgenie;

import io.instgenie.cost.CostRecording;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.mask.Canvas;
import io.instgenie.simulator.Profile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits a simulator's profile to an engine that is otherwise idle, by edits of a template of its own: from one to {@value #MOST_IN_FLIGHT} are
 * in flight, and when one ends the next is submitted. So edits join and leave, and are encoded and decoded beside steps, as under load; how
 * much each of that takes is told apart. Masks of one number in flight are of about one size, small ones as often as large ones of
 * those to be simulated; so what a job adds to a step, and what its rows do, can be told apart too. They differ from edit to edit, and from one
 * fit of an engine to the next. Nothing else should run on the machine meanwhile.
 *
 * @param pictureSize of the edits to simulate, width and height in pixels
 * @param textTokens of their prompts
 * @param steps of an edit; more make the fit better
 * @param rounds numbers in flight, from one upwards and then anew
 * @param ratios masked shares of the pictures to simulate, 0 to 1: time does not quite grow in proportion to rows, so that a fit is best
 *     where it was fitted
 */
public record ProfileFitter(int pictureSize, int textTokens, int steps, int rounds, List<Double> ratios) {
    private static final String TEMPLATE = "io.instgenie.profile";
    private static final int MOST_IN_FLIGHT = 8;

    /** Edits of a round beyond the number in flight. */
    private static final int MORE = 2;

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
        int tokens = new Canvas(pictureSize, pictureSize, engine.tokenSize()).tokens();
        return engine.profile(run(engine), tokens, textTokens);
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
            runRounds(engine, random);
            return recording.fit();
        } finally {
            engine.evict(TEMPLATE);
            engine.unregister(TEMPLATE);
        }
    }

    private void runRounds(EditEngine engine, Random random) {
        Deque<EditHandle> inFlight = new ArrayDeque<>();
        int firstPart = random.nextInt(MOST_IN_FLIGHT);
        for (int round = 0; round < rounds; round++) {
            int most = 1 + round % MOST_IN_FLIGHT;
            // Each run through the numbers in flight has masks of another size for each.
            int part = (firstPart + round * 3 + round / MOST_IN_FLIGHT) % MOST_IN_FLIGHT;
            for (int edit = 0; edit < most + MORE; edit++) {
                while (inFlight.size() >= most) {
                    inFlight.remove().join(); // the oldest ends first: all have as many steps
                }
                int size = maskSize((part + random.nextDouble()) / MOST_IN_FLIGHT);
                inFlight.add(engine.submit(request(size, random)));
            }
        }
        inFlight.forEach(EditHandle::join);
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
