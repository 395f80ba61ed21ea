package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** One of the reference edits under {@code /parity}. */
record ParityCase(String name) {
    private Path path(String file) {
        return Path.of("src/test/resources/parity", name, file);
    }

    EditImage picture(String file) {
        return EditImage.read(path(file));
    }

    EditMask mask() {
        return EditMask.read(path("mask.png"));
    }

    float[] floats(String file, String key) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile tensors = SafetensorsFile.open(path(file))) {
            return Tensors.toFloats(tensors.get(key));
        }
    }

    long[] longs(String file, String key) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile tensors = SafetensorsFile.open(path(file))) {
            return Tensors.toLongs(tensors.get(key));
        }
    }

    /** Latents {@code [1, channels, height, width]} as Flux packs them, {@code [tokens, channels * 4]}. */
    float[] packed(String file, String key) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile tensors = SafetensorsFile.open(path(file))) {
            Tensor latents = tensors.get(key); // [1, channels, height, width]
            long[] shape = Tensors.shape(latents);
            return Tensors.toFloats(latents.view(shape[1], shape[2] / 2, 2, shape[3] / 2, 2)
                    .permute(1, 3, 0, 2, 4)); // [height / 2, width / 2, channels, 2, 2]
        }
    }
}
