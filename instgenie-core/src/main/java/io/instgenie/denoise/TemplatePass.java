package io.instgenie.denoise;

import io.instgenie.cache.Section;
import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.KeyValue;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A template's own rows on their way through the blocks, at one or several of its steps side by side. The rows are <em>resident</em>
 * while they are the next block's input. Used by one thread; close it to free them.
 */
final class TemplatePass implements AutoCloseable {
    private final FluxTransformer transformer;
    private final TemplateTrajectory trajectory;
    private final int[] steps;
    private final RowLayout layout;
    private final Tensor rotary; // complex [steps * tokens, 1, headDim / 2]
    private @Nullable Tensor hidden; // [rows, width] when resident

    TemplatePass(FluxTransformer transformer, TemplateTrajectory trajectory, int... steps) {
        this.transformer = transformer;
        this.trajectory = trajectory;
        this.steps = steps;
        int[] textLengths = new int[steps.length];
        int[] imageLengths = new int[steps.length];
        Arrays.fill(textLengths, trajectory.textTokens());
        Arrays.fill(imageLengths, trajectory.tokens());
        layout = RowLayout.of(textLengths, imageLengths);
        rotary = steps.length == 1
                ? trajectory.rotary()
                : trajectory.rotary().repeat(steps.length, 1, 1); // [steps * tokens, 1, headDim / 2]
    }

    boolean isResident() {
        return hidden != null;
    }

    /** Makes the embedding resident: the input of block 0. */
    void embed() {
        TensorVector parts = new TensorVector();
        for (int i = 0; i < steps.length; i++) {
            parts.push_back(trajectory.text());
        }
        for (int step : steps) {
            parts.push_back(trajectory.embed(transformer, step));
        }
        reside(torch.cat(parts)); // [rows, width]
    }

    /** Makes a block's recorded input {@code [rows, width]} resident. */
    void resume(Tensor rows) {
        reside(rows.clone()); // [rows, width]
    }

    /** Lets the rows go: they are no longer the next block's input. */
    void leave() {
        if (hidden != null) {
            hidden.close();
            hidden = null;
        }
    }

    /** Keeps rows beyond the scope they were made in: they outlive a block's. */
    private void reside(Tensor rows) {
        leave();
        hidden = Tensors.hold(rows);
    }

    @Override
    public void close() {
        leave();
    }

    /** Mode X: keys and values of the resident rows' image tokens; the rows go no further. For a pass over one step. */
    KeyValue project(int block) {
        return end(block).get(0);
    }

    /** Mode X from a recorded block input's image rows, {@code [tokens, width]}. */
    KeyValue project(int block, Tensor imageRows) {
        return project(block, steps[0], imageRows);
    }

    private KeyValue project(int block, int step, Tensor imageRows) {
        return transformer
                .blocks()
                .get(block)
                .keysAndValues(imageRows, trajectory.conditioning().block(block, step), trajectory.rotary());
    }

    /** Keys and values of the resident rows' image tokens, one of each per step; the rows go no further. */
    private List<KeyValue> end(int block) {
        Tensor rows = resident();
        List<KeyValue> keyValues = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            keyValues.add(project(block, steps[i], layout.imageRows(rows, i))); // [tokens, heads, headDim]
        }
        leave();
        return keyValues;
    }

    /**
     * Mode COMPUTE: runs the resident rows through a block; keys and values of the image tokens, one of each per step. Rows that have
     * passed the last block would be read by nobody: there they end.
     */
    List<KeyValue> compute(int block) {
        return block == transformer.blocks().size() - 1 ? end(block) : pass(block);
    }

    private List<KeyValue> pass(int block) {
        Tensor rows = resident();
        FluxBlock current = transformer.blocks().get(block);
        List<Tensor> modulations = new ArrayList<>();
        for (int step : steps) {
            modulations.add(trajectory.conditioning().block(block, step)); // [chunks, width]
        }
        BlockContext context = new BlockContext(layout, modulations, rotary);
        Projection projection = current.project(rows, context);
        Tensor attended = transformer
                .kernels()
                .attend(projection, context, Collections.nCopies(steps.length, null)); // [rows, width]
        current.update(rows, projection, attended, context);
        List<KeyValue> keyValues = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            keyValues.add(new KeyValue(
                    layout.imageRows(projection.keys(), i), // [tokens, heads, headDim]
                    layout.imageRows(projection.values(), i))); // [tokens, heads, headDim]
        }
        return keyValues;
    }

    /** Mode COMPUTE, keeping of each step what its recording keeps. */
    List<KeyValue> record(int block, List<StepRecording> recordings) {
        for (int i = 0; i < steps.length; i++) {
            if (recordings.get(i).keeps(Section.HIDDEN_STATES)) {
                Tensor rows = rows(i); // before the block works on them in place
                recordings.get(i).keep(block, Section.HIDDEN_STATES, format -> format.encodeHiddenStates(rows));
            }
        }
        List<KeyValue> keyValues = compute(block);
        for (int i = 0; i < steps.length; i++) {
            KeyValue keyValue = keyValues.get(i);
            recordings.get(i).keep(block, Section.KEY_VALUES, format -> format.encode(keyValue));
        }
        return keyValues;
    }

    /** The resident rows of one of the steps, text first, {@code [textTokens + tokens, width]}. */
    private Tensor rows(int index) {
        Tensor rows = resident();
        return steps.length == 1
                ? rows
                : torch.cat(new TensorVector(layout.textRows(rows, index), layout.imageRows(rows, index)));
    }

    private Tensor resident() {
        if (hidden == null) {
            throw new IllegalStateException("the template's rows are not resident");
        }
        return hidden;
    }
}
