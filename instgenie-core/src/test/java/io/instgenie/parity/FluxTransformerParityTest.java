package io.instgenie.parity;

import static io.instgenie.parity.ParityCase.assertClose;

import io.instgenie.cost.Section;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.model.PromptEmbedding;
import io.instgenie.model.flux.FluxTransformer;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FluxTransformerParityTest {
    @ParameterizedTest
    @EnumSource
    void everyBlockOfTheFirstStepIsTheReferences(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                FluxTransformer transformer = parity.transformer();
                Conditioning conditioning = transformer.condition(
                        new float[] {Tensors.toFloats(expected.get("denoiser.timestep"))[0] * 1000},
                        parity.guidanceScale,
                        prompt(expected),
                        new Canvas(parity.width, parity.height, 16),
                        null);
                Pass pass = transformer.enter(List.of(new Lane(
                        () -> expected.get("denoiser.input").select(0, 0), conditioning, 0)))) { // [tokens, inChannels]
            pass.begin();
            for (int block = 0; block < transformer.blockCount(); block++) {
                pass.run(block, Lender.NOTHING, new InputsAreOutputs(block, expected));
            }
            assertClose("velocity", pass.output(), expected.get("model_output.0"));
        }
    }

    private static PromptEmbedding prompt(SafetensorsFile expected) {
        Tensor states = expected.get("denoiser.encoder_hidden_states").select(0, 0); // [textTokens, width]
        return new PromptEmbedding(
                Tensors.toFloats(states),
                (int) states.size(0),
                Tensors.toFloats(expected.get("denoiser.pooled_projections")),
                List.of());
    }

    /** What comes into a block is what came out of the one before it. */
    private record InputsAreOutputs(int block, SafetensorsFile expected) implements Keeper {
        @Override
        public boolean wants(int lane, Section section) {
            return block > 0 && section == Section.HIDDEN_STATES;
        }

        @Override
        public void keep(int lane, Section section, Tensor... parts) {
            Tensor rows = parts[0].flatten(1, -1); // [textTokens + tokens, width]
            Tensor text = expected.get("block." + (block - 1) + ".0");
            Tensor image = expected.get("block." + (block - 1) + ".1");
            long textTokens = text.size(1);
            assertClose("text after block " + (block - 1), rows.narrow(0, 0, textTokens), text);
            assertClose("image after block " + (block - 1), rows.narrow(0, textTokens, image.size(1)), image);
        }
    }
}
