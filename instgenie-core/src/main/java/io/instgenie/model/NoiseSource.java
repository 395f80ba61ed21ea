package io.instgenie.model;

import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Gaussian noise as {@code torch.Generator('cpu').manual_seed(seed)} draws it in Python, bit for bit. Draws follow each other: an edit
 * draws in the order of the pipeline it stands for. Used by one thread at a time; outlives the scope it was made in until it is closed.
 */
public final class NoiseSource implements AutoCloseable {
    private final GeneratorOptional generator;

    public NoiseSource(long seed) {
        generator = Tensors.hold(new GeneratorOptional(torch.make_generator_cpu(seed)));
    }

    /** The next draw, float32 on the CPU. */
    public Tensor draw(long... shape) {
        return torch.randn(shape, generator, new TensorOptions(ScalarType.Float));
    }

    @Override
    public void close() {
        generator.close();
    }
}
