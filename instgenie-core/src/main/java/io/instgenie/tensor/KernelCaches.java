package io.instgenie.tensor;

import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;

/**
 * How many compiled kernels oneDNN and libtorch keep. A kernel is for one shape, and every number of rows is another: with 1,024 for the
 * process, oneDNN's, and libtorch's 1,024 for each thread, memory grows by more than a hundred megabytes over hundreds of edits. oneDNN
 * reads its number when it compiles the first kernel, a thread its own when it first computes, so these variables stay in the
 * environment. What the host has chosen stands. Stateless.
 */
final class KernelCaches {
    /** A model's steps need about ten per number of rows, a whole decode thirty. */
    private static final String OF_PROCESS = "256";

    /** Enough for one number of rows: what a thread has dropped, it finds again among the process's. */
    private static final String OF_THREAD = "16";

    private KernelCaches() {}

    /** To be called when libtorch is loaded and has not computed yet. */
    static void bound() {
        setUnlessChosen(OF_PROCESS, "ONEDNN_PRIMITIVE_CACHE_CAPACITY", "DNNL_PRIMITIVE_CACHE_CAPACITY");
        setUnlessChosen(OF_THREAD, "LRU_CACHE_CAPACITY");
    }

    /** @param names the one that is read first in front */
    private static void setUnlessChosen(String value, String... names) {
        if (Stream.of(names).noneMatch(torch::has_env)) {
            torch.set_env(names[0], value);
        }
    }
}
