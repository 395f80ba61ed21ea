package io.instgenie.cuda;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.TorchRuntime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the kernels of the library on the class path, emulated or on a GPU, on random ragged cases, and compares each result with
 * libtorch's on the CPU: {@code KernelProof [CASES [SEED]]}. Case i draws from seed SEED + i, so a failure is run again alone by
 * {@code 1 <that seed>}.
 */
public final class KernelProof {
    private static final int TICKETS = 20;

    private record Kind(String name, ProofCase test) {}

    private final List<Kind> kinds;
    private final Map<String, Integer> counts = new TreeMap<>();

    private KernelProof(AttentionProof attention, BlockProof block, CacheProof cache) {
        kinds = List.of(
                new Kind("norm", block::layerNormModulate),
                new Kind("gate", block::gateResidual),
                new Kind("rope", block::qkNormRope),
                new Kind("rows", cache::moveRows),
                new Kind("slab", cache::slab),
                new Kind("prefetch", cache::prefetch),
                new Kind("attention", attention)); // what is left of the tickets
    }

    public static void main(String[] arguments) {
        int cases = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        TorchRuntime.useThreads(1);
        CudaDevice device = CudaDevice.open(0);
        LauncherRefusals.run(device);
        long stream = device.createStream();
        try (AttentionProof attention = new AttentionProof(device, stream)) {
            KernelProof proof =
                    new KernelProof(attention, new BlockProof(device, stream), new CacheProof(device, stream));
            for (int i = 0; i < cases; i++) {
                proof.run(seed + i);
            }
            System.out.printf("OK %d cases from seed %d on %s: %s%n", cases, seed, device.name(), proof.counts);
        }
        device.destroyStream(stream);
    }

    private void run(long seed) {
        try (TensorScope scope = TensorScope.open()) {
            Draw draw = new Draw(seed);
            Kind kind = kinds.get(Math.min(draw.between(0, TICKETS - 1), kinds.size() - 1));
            counts.merge(kind.name, 1, Integer::sum);
            System.out.println(kind.name + ", seed " + seed); // what a sanitizer stops is not told otherwise
            try {
                kind.test.run(draw);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("a case of " + kind.name + ", seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
