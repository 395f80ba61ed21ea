package io.instgenie.toy;

import io.instgenie.model.NoiseSource;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One matrix of random weights, scaled so that numbers stay about as large as they were. Thread-safe until closed. */
final class ToyLayer implements AutoCloseable {
    private final Tensor weight; // [out, in, ...]

    ToyLayer(NoiseSource random, long... shape) {
        long fanIn = 1;
        for (int i = 1; i < shape.length; i++) {
            fanIn *= shape[i];
        }
        weight = Tensors.hold(random.draw(shape).mul_(new Scalar(1 / Math.sqrt(fanIn))));
    }

    Tensor weight() {
        return weight;
    }

    /** {@code [rows, in]} to {@code [rows, out]}. */
    Tensor apply(Tensor rows) {
        return rows.matmul(weight.t()); // [rows, out]
    }

    double flopsPerRow() {
        return 2.0 * weight.numel();
    }

    @Override
    public void close() {
        weight.close();
    }
}
