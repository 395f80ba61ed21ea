package io.instgenie;

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
 * Fits a simulator's profile to an engine that is otherwise idle, by edits of a template of its own: many batches, from one edit to
 * {@value #LARGEST_BATCH}, masks of all sizes. Nothing else should run on the machine meanwhile.
 *
 * @param pictureSize of the edits to simulate, width and height in pixels
 * @param textTokens of their prompts
 * @param steps of an edit; more make the fit better
 * @param rounds batches; as many more to begin with are not counted on
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
        try {
            for (int round = 0; round < 2 * rounds; round++) {
                runTogether(engine, 1 + round % LARGEST_BATCH, random);
            }
        } finally {
            engine.evict(TEMPLATE);
            engine.unregister(TEMPLATE);
        }
        int side = (pictureSize + TOKEN - 1) / TOKEN;
        return engine.profile(side * side, textTokens);
    }

    private void runTogether(EditEngine engine, int edits, Random random) {
        List<EditHandle> handles = new ArrayList<>();
        for (EditRequest request :
                IntStream.range(0, edits).mapToObj(i -> request(random)).toList()) {
            handles.add(engine.submit(request));
        }
        handles.forEach(EditHandle::join);
    }

    private EditRequest request(Random random) {
        int width = 1 + random.nextInt(pictureSize);
        int height = 1 + random.nextInt(pictureSize);
        return EditRequest.builder()
                .template(TEMPLATE)
                .mode(EditMode.CACHED)
                .mask(EditMask.rectangle(
                        pictureSize,
                        pictureSize,
                        random.nextInt(1 + pictureSize - width),
                        random.nextInt(1 + pictureSize - height),
                        width,
                        height))
                .prompt("")
                .numInferenceSteps(steps)
                .seed(random.nextLong())
                .maxSequenceLength(textTokens)
                .build();
    }
}
