package io.instgenie.benchmarks;

import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.model.unet.UNet2DConditionConfig.Middle;
import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.model.unet.UNet2DConditionConfig.Time;
import java.util.Collections;
import java.util.List;

/** How large a {@link RandomUNet} is: published layouts, narrower, so that a step takes a processor a second or two. */
enum UNetSize {
    /** Stable Diffusion 1.5 at half its width. */
    SD15_HALF(new UNet2DConditionConfig(
            4,
            4,
            768,
            List.of(level(160, 8, 1), level(320, 8, 1), level(640, 8, 1), level(640, 8, 0)),
            new Middle(1, 1),
            new Norm(32, 1e-5),
            new Time(640, true, 0, 0, null))),
    /** Stable Diffusion XL at a quarter of its width, with heads of 40. */
    SDXL_QUARTER(new UNet2DConditionConfig(
            4,
            4,
            512,
            List.of(level(80, 2, 0), level(160, 4, 2), level(320, 8, 10)),
            new Middle(10, 1),
            new Norm(16, 1e-5),
            new Time(320, true, 0, 0, new AddedDims(64, 6 * 64 + 320))));

    /** Cells a side. */
    static final int GRID = 64;

    static final int TEXT_TOKENS = 77;

    private final UNet2DConditionConfig config;

    UNetSize(UNet2DConditionConfig config) {
        this.config = config;
    }

    private static Level level(int channels, int heads, int transformerLayers) {
        return new Level(
                channels, heads, Collections.nCopies(2, transformerLayers), Collections.nCopies(3, transformerLayers));
    }

    UNet2DConditionConfig config() {
        return config;
    }

    /** Of SDXL's pooled text, or 0. */
    int pooledDim() {
        AddedDims added = config.time().added();
        return added == null ? 0 : added.inputDim() - 6 * added.timeIdDim();
    }
}
