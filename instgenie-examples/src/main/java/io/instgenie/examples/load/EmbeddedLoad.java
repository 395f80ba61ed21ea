package io.instgenie.examples.load;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.examples.Scene;
import java.util.List;
import java.util.Random;

/**
 * Edits of an engine's templates: mask ratios from a trace, shapes by {@link MaskShapes}, the popularity of templates by Zipf's law. For
 * the embedded model. Immutable.
 */
public final class EmbeddedLoad {
    private static final int SIZE = 256;
    private static final List<String> PROMPTS =
            List.of("a cat", "apple", "a star", "put a car here", "rocket", "a heart", "empty background");

    private final double[] ratios;
    private final int templates;
    private final int steps;

    /**
     * A load.
     *
     * @param ratios the trace
     * @param templates how many
     * @param steps denoising steps of each edit
     */
    public EmbeddedLoad(List<Double> ratios, int templates, int steps) {
        this.ratios = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        this.templates = templates;
        this.steps = steps;
    }

    /** Makes the templates known, their activations kept. */
    public void register(EditEngine engine) {
        Scene[] scenes = Scene.values();
        for (int template = 0; template < templates; template++) {
            EditImage image = scenes[template % scenes.length].image();
            engine.register(Template.builder(name(template), image)
                    .numInferenceSteps(steps)
                    .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                    .seed(template)
                    .build());
        }
    }

    private static String name(int template) {
        return "template " + template;
    }

    /** So many edits, the same for the same seed. */
    public List<EditRequest> edits(int count, EditMode mode, long seed) {
        Random random = new Random(seed);
        Zipf popularity = new Zipf(templates);
        return random.ints(count, 0, ratios.length)
                .mapToObj(entry -> edit(mode, ratios[entry], popularity.draw(random), random))
                .toList();
    }

    private EditRequest edit(EditMode mode, double ratio, int template, Random random) {
        return EditRequest.builder()
                .template(name(template))
                .mode(mode)
                .mask(MaskShapes.draw(SIZE, SIZE, ratio, random))
                .prompt(PROMPTS.get(random.nextInt(PROMPTS.size())))
                .seed(random.nextInt())
                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                .build();
    }
}
