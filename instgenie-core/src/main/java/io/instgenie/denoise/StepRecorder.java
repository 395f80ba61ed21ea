package io.instgenie.denoise;

import io.instgenie.activations.StepRecording;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/** Records a template's steps ahead of its edits: its own pass and nothing else, several independent steps as lanes of one. Stateless. */
public final class StepRecorder {
    /** Rows that go through the blocks together: enough to fill large products, few enough for their memory. */
    private static final int MAX_ROWS = 2048;

    private final Denoiser denoiser;
    private final int blocks;

    public StepRecorder(Denoiser denoiser) {
        this.denoiser = denoiser;
        this.blocks = denoiser.blockCount();
    }

    /** Records the next steps that are missing, as many as fit together. False if none is missing, or there is no room for more. */
    public boolean recordSome(CachedTemplate template) {
        TemplateTrajectory trajectory = template.trajectories().of(denoiser);
        TemplateActivations activations = template.activations();
        double rows = trajectory.conditioning().work(0).rows();
        int atOnce = Math.max(1, (int) (MAX_ROWS / rows));
        List<StepRecording> recordings = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        try {
            for (int step = 0; step < activations.steps() && steps.size() < atOnce; step++) {
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
                Pass pass = denoiser.enter(steps.stream().map(trajectory::lane).toList())) {
            pass.begin();
            for (int block = 0; block < blocks; block++) {
                try (TensorScope inner = TensorScope.open()) {
                    Capture capture = Capture.recording(block, recordings);
                    if (block < blocks - 1) {
                        pass.run(block, Lender.NOTHING, capture);
                    } else {
                        pass.end(block, capture); // nobody reads what passes the last block
                    }
                }
            }
        }
        boolean kept = recordings.stream().anyMatch(StepRecording::keepsAnything);
        recordings.forEach(StepRecording::finish);
        return kept;
    }
}
