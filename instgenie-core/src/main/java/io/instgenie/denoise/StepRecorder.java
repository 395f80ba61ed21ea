package io.instgenie.denoise;

import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Records a template's steps ahead of its edits: its own pass and nothing else, several independent steps side by side. Stateless. */
public final class StepRecorder {
    /** Rows that go through the blocks together: enough to fill large products, few enough for their memory. */
    private static final int MAX_ROWS = 2048;

    private final FluxTransformer transformer;

    public StepRecorder(FluxTransformer transformer) {
        this.transformer = transformer;
    }

    /** Records the next steps that are missing, as many as fit side by side. False if none is missing, or there is no room for more. */
    public boolean recordSome(CachedTemplate template) {
        TemplateTrajectory trajectory = template.trajectory();
        int atOnce = Math.max(1, MAX_ROWS / (trajectory.tokens() + trajectory.textTokens()));
        int[] missing = IntStream.range(0, trajectory.steps())
                .filter(step -> template.activations().step(step) == null)
                .limit(atOnce)
                .takeWhile(step -> template.activations().reserve())
                .toArray();
        if (missing.length > 0) {
            record(template, missing);
        }
        return missing.length > 0;
    }

    private void record(CachedTemplate template, int[] steps) {
        List<StepActivations> recordings = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            recordings.add(new StepActivations(transformer.blocks().size()));
        }
        try (TensorScope scope = TensorScope.open();
                TemplatePass pass = new TemplatePass(transformer, template.trajectory(), steps)) {
            pass.embed();
            for (int block = 0; block < transformer.blocks().size(); block++) {
                try (TensorScope inner = TensorScope.open()) {
                    pass.record(block, template.activations().kept(), recordings);
                }
            }
        } catch (RuntimeException | Error e) {
            recordings.forEach(template.activations()::abandon);
            throw e;
        }
        for (int i = 0; i < steps.length; i++) {
            template.activations().put(steps[i], recordings.get(i));
        }
    }
}
