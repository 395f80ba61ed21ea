package io.instgenie.parity;

import io.instgenie.model.unet.UNet2DConditionModel;
import io.instgenie.model.unet.UNetConditioning;
import io.instgenie.model.unet.UNetLane;
import io.instgenie.model.unet.UNetPass;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.SafetensorsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UNetParityTest {
    @ParameterizedTest
    @EnumSource
    void everyBlockOfTheFirstStepIsTheReferences(UNetNetworkCase parity) throws IOException {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                UNet2DConditionModel unet = parity.unet()) {
            Tensor input = expected.get("denoiser.input"); // [lanes, inChannels, height, width]
            float timestep = parity.timestep(expected);
            List<UNetLane> lanes = new ArrayList<>();
            for (int lane = 0; lane < input.size(0); lane++) {
                UNetConditioning conditioning = unet.condition(new float[] {timestep}, 1, parity.text(expected, lane));
                lanes.add(new UNetLane(rows(input.select(0, lane)), conditioning, 0));
            }
            List<String> places = parity.places();
            try (UNetPass pass = unet.enter(lanes, (int) input.size(2), (int) input.size(3))) {
                for (int block = 0; block < unet.places().size(); block++) {
                    pass.run(block);
                    int known = places.indexOf(unet.places().get(block));
                    if (known >= 0) {
                        ParityCase.assertClose(
                                places.get(known), pass.rows(), byLane(expected.get("block." + known + ".0")));
                    }
                }
                ParityCase.assertClose("output", pass.output(), byLane(expected.get("model_output.0")));
            }
            lanes.forEach(lane -> lane.conditioning().close());
        }
    }

    /** A map {@code [channels, height, width]} as {@code [cells, channels]}. */
    private static Tensor rows(Tensor map) {
        return map.permute(1, 2, 0).reshape(-1, map.size(0));
    }

    /** Maps {@code [lanes, channels, height, width]}, or rows as they are, as {@code [lanes, cells, channels]}. */
    private static Tensor byLane(Tensor reference) {
        return reference.dim() == 3
                ? reference
                : reference.permute(0, 2, 3, 1).reshape(reference.size(0), -1, reference.size(1));
    }
}
