package io.instgenie.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The ways to run a linear layer.  Thread-safe. */
public enum LinearBackend {
    /** oneDNN with weights packed once. On the CPU. */
    PACKED {
        @Override
        public LinearKernel prepare(Tensor weight, @Nullable Tensor bias) {
            return new PackedLinear(weight, bias);
        }
    },
    /** BLAS, weights as they lie, wherever that is. */
    PLAIN {
        @Override
        public LinearKernel prepare(Tensor weight, @Nullable Tensor bias) {
            return new PlainLinear(weight, bias);
        }
    };

    private static final int ROWS = 192;
    private static final int WIDTH = 512;
    private static final int TRIALS = 25;

    private static @Nullable LinearBackend fastest;

    /**
     * A kernel for {@code weight [out, in]} and {@code bias [out]} (or none); {@link #PACKED} takes float32 on the CPU only. Neither is needed afterwards by
     * {@link #PACKED}, both are shared by {@link #PLAIN}.
     */
    public abstract LinearKernel prepare(Tensor weight, @Nullable Tensor bias);

    /** The faster one on this machine for a small product, measured (some 30 milliseconds) at the first call. */
    public static synchronized LinearBackend fastest() {
        if (fastest == null) {
            fastest = PackedLinear.isAvailable() && bestNanoseconds(PACKED) <= bestNanoseconds(PLAIN) ? PACKED : PLAIN;
        }
        return fastest;
    }

    /**
     * Best time of one product of {@value ROWS} rows by a {@value WIDTH} x {@value WIDTH} matrix, in nanoseconds: what else runs on the
     * machine can only make a product slower, so that the best of many trials tells most about the backend.
     */
    public static long bestNanoseconds(LinearBackend backend) {
        long best = Long.MAX_VALUE;
        try (TensorScope outer = TensorScope.open();
                LinearKernel kernel = backend.prepare(torch.ones(WIDTH, WIDTH), torch.ones(WIDTH))) {
            Tensor x = torch.ones(ROWS, WIDTH); // [rows, width]
            for (int i = 0; i < TRIALS; i++) {
                try (TensorScope inner = TensorScope.open()) {
                    long start = System.nanoTime();
                    kernel.apply(x);
                    best = Math.min(best, System.nanoTime() - start);
                }
            }
        }
        return best;
    }
}
