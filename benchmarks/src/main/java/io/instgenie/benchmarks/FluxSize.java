package io.instgenie.benchmarks;

import io.instgenie.model.flux.FluxConfig;
import java.util.List;

/** How large a {@link RandomFlux} is, and the pictures that it edits: as large as keeps a device busy. */
enum FluxSize {
    /** For processors: 8 heads of 64, a picture of 512². */
    SMALL(new FluxConfig(64, 64, 4, 8, 64, 8, 512, 256, true, List.of(16, 24, 24)), 32, 128),
    /** For GPUs: FLUX.1-dev with 4 of its 19 double blocks and 8 of its 38 single ones, a picture of 1024². */
    FLUX_1_DEV(new FluxConfig(64, 64, 4, 8, 128, 24, 4096, 768, true, List.of(16, 56, 56)), 64, 512);

    private final FluxConfig config;
    private final int grid;
    private final int textTokens;

    FluxSize(FluxConfig config, int grid, int textTokens) {
        this.config = config;
        this.grid = grid;
        this.textTokens = textTokens;
    }

    /** What keeps a device busy, see {@link Devices}. */
    static FluxSize of(String device) {
        return device.equals(Devices.CPU) ? SMALL : FLUX_1_DEV;
    }

    FluxConfig config() {
        return config;
    }

    /** Image tokens a side. */
    int grid() {
        return grid;
    }

    int textTokens() {
        return textTokens;
    }

    int imageTokens() {
        return grid * grid;
    }

    /** The share of a dense step's arithmetic that a cached step has to do: (mN + T) / (N + T). */
    double flopShare(double ratio) {
        return (double) (maskedTokens(ratio) + textTokens) / (imageTokens() + textTokens);
    }

    long maskedTokens(double ratio) {
        return ratio == FluxFixture.DENSE ? imageTokens() : Math.round(ratio * imageTokens());
    }
}
