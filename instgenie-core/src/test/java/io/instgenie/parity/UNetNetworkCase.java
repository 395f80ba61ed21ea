package io.instgenie.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.model.unet.TextConditions;
import io.instgenie.model.unet.UNet2DConditionConfig;
import io.instgenie.model.unet.UNet2DConditionConfig.AddedDims;
import io.instgenie.model.unet.UNet2DConditionConfig.Level;
import io.instgenie.model.unet.UNet2DConditionConfig.Middle;
import io.instgenie.model.unet.UNet2DConditionConfig.Norm;
import io.instgenie.model.unet.UNet2DConditionConfig.Time;
import io.instgenie.model.unet.UNet2DConditionModel;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.Weights;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** One edit as Diffusers computed it with a UNet, every intermediate tensor kept. */
public enum UNetNetworkCase {
    SD15_INPAINT("sd15-inpaint", 9, 0, Layout.SD15),
    SD21_BLEND("sd21-blend", 4, 1, Layout.SD21),
    SD21_INPAINT("sd21-inpaint", 9, 0, Layout.SD21),
    SDXL_BLEND("sdxl-blend", 4, 1, Layout.SDXL),
    SDXL_INPAINT("sdxl-inpaint", 9, 1, Layout.SDXL);

    private static final Pattern PLACE = Pattern.compile("\"((?:conv|down_blocks|mid_block|up_blocks)[_.][^\"]*)\"");

    private final String folder;
    private final int inChannels;
    private final int skippedTimesteps;
    private final Layout layout;

    /** @param skippedTimesteps with a strength below 1, the pipeline starts later */
    UNetNetworkCase(String folder, int inChannels, int skippedTimesteps, Layout layout) {
        this.folder = folder;
        this.inChannels = inChannels;
        this.skippedTimesteps = skippedTimesteps;
        this.layout = layout;
    }

    /** What the cases' small models take over from the published ones. */
    private enum Layout {
        SD15(
                32,
                1,
                null,
                new Level(16, 4, List.of(1), List.of(1, 1)),
                new Level(32, 4, List.of(1), List.of(1, 1)),
                new Level(32, 4, List.of(0), List.of(0, 0))),
        SD21(
                32,
                1,
                null,
                new Level(16, 2, List.of(1, 1), List.of(1, 1, 1)),
                new Level(32, 4, List.of(1, 1), List.of(1, 1, 1)),
                new Level(32, 4, List.of(0, 0), List.of(0, 0, 0))),
        SDXL(
                64,
                3,
                new AddedDims(8, 80),
                new Level(16, 2, List.of(0), List.of(0, 0)),
                new Level(32, 4, List.of(2), List.of(2, 2)),
                new Level(32, 4, List.of(3), List.of(3, 3)));

        private final int textWidth;
        private final Middle middle;
        private final Time time;
        private final List<Level> levels;

        Layout(int textWidth, int middleLayers, AddedDims added, Level... levels) {
            this.textWidth = textWidth;
            this.middle = new Middle(middleLayers, 1);
            this.time = new Time(64, true, 0, 0, added);
            this.levels = List.of(levels);
        }
    }

    public Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                                    UNetNetworkCase.class.getResource("/parity/" + folder + "/case.json"), folder)
                            .toURI())
                    .resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public SafetensorsFile expected() {
        return SafetensorsFile.open(path("expected.safetensors"));
    }

    public UNet2DConditionConfig config() {
        return new UNet2DConditionConfig(
                inChannels, 4, layout.textWidth, layout.levels, layout.middle, new Norm(8, 1e-5), layout.time);
    }

    public UNet2DConditionModel unet() {
        try (Weights weights = Weights.open(path("model/unet"))) {
            UNet2DConditionModel unet = new UNet2DConditionModel(config(), weights);
            assertThat(weights.unused()).isEmpty();
            return unet;
        }
    }

    /** Of the first step. */
    public float timestep(SafetensorsFile expected) {
        return Tensors.toFloats(expected.get("timesteps"))[skippedTimesteps];
    }

    /** The blocks whose output at the first step is known, in the order of {@code block.I}. */
    public List<String> places() throws IOException {
        return PLACE.matcher(Files.readString(path("case.json")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** What one lane's prompt told the network at the first step. */
    public TextConditions text(SafetensorsFile expected, int lane) {
        Tensor states = expected.get("denoiser.encoder_hidden_states").select(0, lane); // [tokens, textWidth]
        if (layout.time.added() == null) {
            return new TextConditions(states, null);
        }
        float[] timeIds = Tensors.toFloats(expected.get("denoiser.time_ids").select(0, lane)); // [6]
        return new TextConditions(
                states,
                new TextConditions.Added(
                        expected.get("denoiser.text_embeds").select(0, lane), // [pooledDim]
                        IntStream.range(0, timeIds.length)
                                .mapToObj(i -> (int) timeIds[i])
                                .toList()));
    }
}
