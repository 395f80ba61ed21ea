package io.instgenie.tensor;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/**
 * How many compiled kernels oneDNN and libtorch keep. A kernel is for one shape, and every number of rows is another: with libtorch's
 * 1,024 for the process and 1,024 for each thread, memory grows by more than a hundred megabytes over hundreds of edits. oneDNN reads its
 * number when it compiles the first kernel, a thread its own when it first computes, so these variables stay in the environment. What
 * the host has chosen stands. Stateless.
 */
final class KernelCaches {
    /** A model's steps need about ten per number of rows, a whole decode thirty. */
    private static final String CAPACITY = "256";

    /** Names of each variable, the one that is read first in front. */
    private static final List<List<String>> VARIABLES = List.of(
            List.of("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "DNNL_PRIMITIVE_CACHE_CAPACITY"), List.of("LRU_CACHE_CAPACITY"));

    private KernelCaches() {}

    /** To be called when libtorch is loaded and has not computed yet. */
    static void bound() {
        for (List<String> names : VARIABLES) {
            if (names.stream().noneMatch(torch::has_env)) {
                torch.set_env(names.get(0), CAPACITY);
            }
        }
    }
}
