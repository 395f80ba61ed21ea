package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.flux.FluxConfig;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.model.rows.Kernels;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.model.samplers.FlowMatchEulerConfig;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** One edit as Diffusers computed it, every intermediate tensor kept. */
public enum ParityCase {
    FLUX_FILL("flux-fill", "put a sunflower here", 100, 64, 96, 4, 1.0, 30.0, 384, 2, 3, 2, true, true, 3.0),
    FLUX_INPAINT("flux-inpaint", "an ORANGE cat, sleeping!", 101, 112, 80, 6, 0.7, 3.5, 64, 2, 2, 3, true, true, 3.0),
    FLUX_SCHNELL("flux-schnell", "strawberry & heart", 102, 48, 112, 4, 1.0, 0.0, 64, 1, 3, 2, false, false, 1.0);

    /** What a tensor may differ by, of the reference's largest absolute value. */
    public static final double TOLERANCE = 2e-4;

    private final String folder;
    public final String prompt;
    public final long seed;
    public final int height;
    public final int width;
    public final int steps;
    public final double strength;
    public final double guidanceScale;
    public final FluxConfig transformerConfig;
    public final FlowMatchEulerConfig samplerConfig;

    ParityCase(
            String folder,
            String prompt,
            long seed,
            int height,
            int width,
            int steps,
            double strength,
            double guidanceScale,
            int inChannels,
            int layers,
            int singleLayers,
            int heads,
            boolean guidanceEmbeds,
            boolean dynamicShift,
            double shift) {
        this.folder = folder;
        this.prompt = prompt;
        this.seed = seed;
        this.height = height;
        this.width = width;
        this.steps = steps;
        this.strength = strength;
        this.guidanceScale = guidanceScale;
        transformerConfig = new FluxConfig(
                inChannels, 64, layers, singleLayers, 16, heads, 48, 40, guidanceEmbeds, List.of(4, 6, 6));
        samplerConfig = new FlowMatchEulerConfig(1000, shift, dynamicShift, 0.5, 1.15, 256, 4096);
    }

    public Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                                    ParityCase.class.getResource("/parity/" + folder + "/case.json"), folder)
                            .toURI())
                    .resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public SafetensorsFile expected() {
        return SafetensorsFile.open(path("expected.safetensors"));
    }

    public SafetensorsFile cached() {
        return SafetensorsFile.open(path("cached.safetensors"));
    }

    public FluxTransformer transformer() {
        return transformer(Placement.CPU, new TorchKernels());
    }

    public FluxTransformer transformer(Placement placement, Kernels kernels) {
        try (Weights weights = Weights.open(path("model/transformer"), placement)) {
            FluxTransformer transformer = new FluxTransformer(transformerConfig, weights, kernels);
            assertThat(weights.unused()).isEmpty();
            return transformer;
        }
    }

    public int gridHeight() {
        return height / 16;
    }

    public int gridWidth() {
        return width / 16;
    }

    /** Asserts that a tensor is the reference's, within {@link #TOLERANCE}. */
    public static void assertClose(String name, Tensor actual, Tensor expected) {
        assertThat(actual.numel()).as(name + " elements").isEqualTo(expected.numel());
        Tensor reference = expected.reshape(Tensors.shape(actual));
        double largest = reference.abs().max().item_double();
        double difference = actual.sub(reference).abs().max().item_double();
        assertThat(difference / largest).as(name).isLessThan(TOLERANCE);
    }
}
