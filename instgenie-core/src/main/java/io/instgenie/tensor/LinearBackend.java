package io.instgenie.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The ways to run a linear layer on this CPU. Thread-safe. */
public enum LinearBackend {
    /** oneDNN with weights packed once. */
    PACKED {
        @Override
        public LinearKernel prepare(Tensor weight, @Nullable Tensor bias) {
            return new PackedLinear(weight, bias);
        }
    },
    /** BLAS, weights as they lie. */
    PLAIN {
        @Override
        public LinearKernel prepare(Tensor weight, @Nullable Tensor bias) {
            return new PlainLinear(weight, bias);
        }
    };

    private static final int ROWS = 192;
    private static final int WIDTH = 512;
    private static final int TRIALS = 9;

    private static @Nullable LinearBackend fastest;

    /**
     * A kernel for {@code weight [out, in]} and {@code bias [out]} (or none), both float32; neither is needed afterwards by
     * {@link #PACKED}, both are shared by {@link #PLAIN}.
     */
    public abstract LinearKernel prepare(Tensor weight, @Nullable Tensor bias);

    /** The faster one on this machine for a small product, measured (a few milliseconds) at the first call. */
    public static synchronized LinearBackend fastest() {
        if (fastest == null) {
            fastest = PackedLinear.isAvailable() && nanoseconds(PACKED) <= nanoseconds(PLAIN) ? PACKED : PLAIN;
        }
        return fastest;
    }

    /** Median time of one product of {@value ROWS} rows by a {@value WIDTH} x {@value WIDTH} matrix, in nanoseconds. */
    public static long nanoseconds(LinearBackend backend) {
        long[] times = new long[TRIALS];
        try (TensorScope outer = TensorScope.open();
                LinearKernel kernel = backend.prepare(torch.ones(WIDTH, WIDTH), torch.ones(WIDTH))) {
            Tensor x = torch.ones(ROWS, WIDTH); // [rows, width]
            for (int i = 0; i < TRIALS; i++) {
                try (TensorScope inner = TensorScope.open()) {
                    long start = System.nanoTime();
                    kernel.apply(x);
                    times[i] = System.nanoTime() - start;
                }
            }
        }
        Arrays.sort(times);
        return times[TRIALS / 2];
    }
}
