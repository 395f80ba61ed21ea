package io.instgenie.model.textencoders;

import io.instgenie.model.layers.Linear;
import io.instgenie.weights.Weights;
import org.bytedeco.pytorch.Tensor;

/** CLIP's text encoder with a projection of its pooled state (Transformers' class of this name). Thread-safe. */
public final class ClipTextModelWithProjection implements AutoCloseable {
    private final ClipTextModel textModel;
    private final Linear projection;

    /**
     * Takes all parameters from {@code weights}.
     *
     * @throws io.instgenie.edit.ModelFormatException as {@link ClipTextModel#ClipTextModel}
     */
    public ClipTextModelWithProjection(ClipTextConfig config, Weights weights) {
        textModel = new ClipTextModel(config, weights);
        projection = Linear.withoutBias(weights.in("text_projection."), config.hiddenSize(), config.projectionDim());
    }

    /** The encoder itself; this object closes it. */
    public ClipTextModel textModel() {
        return textModel;
    }

    /** The projected state of the end token, {@code [projectionDim]}. */
    public Tensor textEmbeds(ClipTextModel.Output output) {
        return projection.apply(output.pooled().unsqueeze(0)).select(0, 0); // [projectionDim]
    }

    @Override
    public void close() {
        textModel.close();
        projection.close();
    }
}
