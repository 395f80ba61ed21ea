package io.instgenie.encode;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Gaussian noise as {@code torch.Generator('cpu').manual_seed(seed)} draws it in Python, bit for bit. Draws follow each other: an edit
 * draws in the order of the pipeline it stands for. Used by one thread, within one scope.
 */
final class NoiseSource {
    private final GeneratorOptional generator;

    NoiseSource(long seed) {
        Generator seeded = torch.make_generator_cpu(seed);
        generator = new GeneratorOptional(seeded);
    }

    /** The next draw, float32. */
    Tensor draw(long... shape) {
        return torch.randn(shape, generator, new TensorOptions(ScalarType.Float));
    }
}
