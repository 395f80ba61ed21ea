package io.instgenie.simulator;

import io.instgenie.cost.Calibrator;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.Tier;
import io.instgenie.plan.PlanRequest;
import java.time.Duration;
import java.util.List;

/**
 * FLUX.1 at 1024 x 1024 on devices as their makers describe them.
 *
 * <p>Of the model (its published configuration): 19 double and 38 single blocks, width 3072, 4096 image and 512 text tokens. A row goes
 * through 12 d^2 weights in a block of either kind (double: query, key, value 3, output 1, MLP 8; single: 7 in, 5 out), and each row and
 * key takes 4 d operations of attention. Keys and values are kept as bfloat16.
 *
 * <p>Assumed, since nobody publishes it: half of the peak is reached (for FLUX.1-dev, 28 steps, that is 4.2 s on an H100, between what
 * eager and compiled code are known to take); launching a block takes 30 µs; copies reach 80 % of the link; half of a host's memory
 * holds activations.
 */
public enum PublishedProfile {
    /**
     * H100 SXM in a DGX H100. NVIDIA H100 data sheet: 989 TFLOPS dense bfloat16, PCIe 5 x16 with 64 GB/s each way; DGX H100 data sheet: 8
     * GPUs, 2 TB of memory, 30 TB of NVMe in 8 drives, taken to read 6 GB/s each.
     */
    H100(989e12, 64e9, 6e9, 2_000_000_000_000L, 8, PlanRequest.UNLIMITED),
    /**
     * A10. NVIDIA A10 data sheet: 125 TFLOPS dense bfloat16, PCIe 4 x16 with 32 GB/s each way, 24 GB. The weights fit as 8 bits each only,
     * which is counted as no faster. Host as an AWS g5.48xlarge: 8 GPUs, 768 GB of memory, two NVMe drives, taken to read 6 GB/s in all.
     */
    A10(125e12, 32e9, 0.75e9, 768_000_000_000L, 8, 16);

    private static final int WIDTH = 3072;
    private static final int IMAGE_TOKENS = 4096;
    private static final int TEXT_TOKENS = 512;
    private static final long BYTES_PER_TOKEN = 2L * WIDTH * 2;
    private static final double ATTAINED = 0.5;
    private static final double LAUNCH_SECONDS = 30e-6;
    private static final double LINK_ATTAINED = 0.8;
    private static final double LOAD_SECONDS = 10e-6;
    private static final DenoiserShape FLUX = new DenoiserShape(List.of(
            new DenoiserShape.Kind("double", 19, BYTES_PER_TOKEN),
            new DenoiserShape.Kind("single", 38, BYTES_PER_TOKEN)));

    private final double flops;
    private final double linkBytes;
    private final double diskBytes;
    private final long hostBytes;
    private final int workersPerHost;
    private final int stagingSlots;

    PublishedProfile(
            double flops, double linkBytes, double diskBytes, long hostBytes, int workersPerHost, int stagingSlots) {
        this.flops = flops;
        this.linkBytes = linkBytes;
        this.diskBytes = diskBytes;
        this.hostBytes = hostBytes;
        this.workersPerHost = workersPerHost;
        this.stagingSlots = stagingSlots;
    }

    /** The profile. */
    public Profile profile() {
        CostModel model = new Calibrator(Duration.ZERO, IMAGE_TOKENS + TEXT_TOKENS, BYTES_PER_TOKEN * IMAGE_TOKENS)
                .calibrate(List.of("double", "single"), List.of(Tier.HOST, Tier.DISK), new Figures());
        return new Profile(
                "FLUX.1 on " + name(),
                model,
                FLUX,
                IMAGE_TOKENS,
                TEXT_TOKENS,
                1.0 / 6, // 2 d^2 of 12 d^2
                stagingSlots,
                hostBytes / 2,
                workersPerHost,
                Tier.HOST,
                Profile.UNSHARED,
                1,
                0,
                0);
    }

    /** Answers a calibrator by arithmetic. */
    private final class Figures implements Calibrator.Probe {
        @Override
        public double blockSeconds(String kind, int rows, int keys) {
            double linear = 2.0 * 12 * WIDTH * WIDTH * rows;
            double attention = 4.0 * WIDTH * rows * keys;
            return LAUNCH_SECONDS + (linear + attention) / (ATTAINED * flops);
        }

        @Override
        public double projectSeconds(String kind, int rows) {
            return LAUNCH_SECONDS / 4 + 2.0 * 2 * WIDTH * WIDTH * rows / (ATTAINED * flops);
        }

        @Override
        public double loadSeconds(Tier tier, long bytes) {
            double bandwidth = tier == Tier.DISK ? diskBytes : linkBytes;
            return LOAD_SECONDS + bytes / (LINK_ATTAINED * bandwidth);
        }
    }
}
