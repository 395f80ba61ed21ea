package io.instgenie.parity;

import io.instgenie.model.transformers.Attention;
import io.instgenie.model.transformers.BlockContext;
import io.instgenie.model.transformers.Conditioning;
import io.instgenie.model.transformers.FluxBlock;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.Projection;
import io.instgenie.model.transformers.RowLayout;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import io.instgenie.weights.SafetensorsFile;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FluxTransformerParityTest {
    @ParameterizedTest
    @EnumSource
    void everyBlockOfTheFirstStepIsTheReferences(ParityCase parity) {
        try (TensorScope scope = TensorScope.open();
                SafetensorsFile expected = parity.expected();
                FluxTransformer transformer = parity.transformer()) {
            Tensor input = expected.get("denoiser.input").select(0, 0); // [tokens, inChannels]
            Tensor text = transformer.embedText(
                    expected.get("denoiser.encoder_hidden_states").select(0, 0)); // [textTokens, width]
            float timestep = Tensors.toFloats(expected.get("denoiser.timestep"))[0] * 1000;
            Conditioning conditioning = transformer.condition(
                    new float[] {timestep},
                    parity.guidanceScale,
                    expected.get("denoiser.pooled_projections").select(0, 0));
            int textTokens = (int) text.size(0);
            int tokens = (int) input.size(0);
            RowLayout layout = RowLayout.of(new int[] {textTokens}, new int[] {tokens});
            Tensor rotary = transformer.rotary(parity.gridHeight(), parity.gridWidth());
            Tensor hidden = torch.cat(new TensorVector(text, transformer.embedImage(input))); // [rows, width]
            for (int block = 0; block < transformer.blocks().size(); block++) {
                FluxBlock current = transformer.blocks().get(block);
                List<Tensor> modulations = List.of(conditioning.block(block, 0)); // [chunks, width]
                Tensor imageOnly = hidden.clone(); // [rows, width]
                run(current, imageOnly, new BlockContext(layout, layout.withoutText(), modulations, rotary));
                ParityCase.assertClose(
                        "image after block " + block + ", where text goes no further",
                        imageOnly.narrow(0, textTokens, tokens),
                        expected.get("block." + block + ".1"));
                run(current, hidden, new BlockContext(layout, modulations, rotary));
                ParityCase.assertClose(
                        "text after block " + block,
                        hidden.narrow(0, 0, textTokens),
                        expected.get("block." + block + ".0"));
                ParityCase.assertClose(
                        "image after block " + block,
                        hidden.narrow(0, textTokens, tokens),
                        expected.get("block." + block + ".1"));
            }
            ParityCase.assertClose(
                    "velocity",
                    transformer.head(hidden, layout, List.of(conditioning), new int[] {0}),
                    expected.get("model_output.0"));
            conditioning.close();
        }
    }

    private static void run(FluxBlock block, Tensor hidden, BlockContext context) {
        Projection projection = block.project(hidden, context);
        Tensor attended = Attention.attend(projection, context, Collections.singletonList(null)); // [onward, width]
        block.update(hidden, projection, attended, context);
    }
}
