package io.instgenie.encode;

import io.instgenie.mask.ModelPicture;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Pictures as the autoencoder's input. */
final class Pictures {
    private Pictures() {}

    /** {@code [1, 3, height, width]}. */
    static Tensor tensor(ModelPicture picture) {
        return Tensors.ofFloats(picture.toPlanes(), 1, 3, picture.height(), picture.width());
    }
}
