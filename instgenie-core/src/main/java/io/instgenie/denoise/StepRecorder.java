package io.instgenie.denoise;

import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

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
        TemplateTrajectory trajectory = template.trajectories().of(transformer);
        TemplateActivations activations = template.activations();
        int atOnce = Math.max(1, MAX_ROWS / (trajectory.tokens() + trajectory.textTokens()));
        List<StepRecording> recordings = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        try {
            for (int step = 0; step < trajectory.steps() && steps.size() < atOnce; step++) {
                if (!activations.has(step) && !activations.storage().isBegun(step)) {
                    StepRecording recording = activations.record(step);
                    if (!recording.keepsAnything()) {
                        break;
                    }
                    recordings.add(recording);
                    steps.add(step);
                }
            }
            return record(trajectory, steps, recordings);
        } finally {
            recordings.forEach(StepRecording::close);
        }
    }

    /** False if nothing could be kept: neither will it be the next time. */
    private boolean record(TemplateTrajectory trajectory, List<Integer> steps, List<StepRecording> recordings) {
        if (steps.isEmpty()) {
            return false;
        }
        try (TensorScope scope = TensorScope.open();
                TemplatePass pass = new TemplatePass(
                        transformer,
                        trajectory,
                        steps.stream().mapToInt(Integer::intValue).toArray())) {
            pass.embed();
            for (int block = 0; block < transformer.blocks().size(); block++) {
                try (TensorScope inner = TensorScope.open()) {
                    pass.record(block, recordings);
                }
            }
        }
        boolean kept = recordings.stream().anyMatch(StepRecording::keepsAnything);
        recordings.forEach(StepRecording::finish);
        return kept;
    }
}
