package io.instgenie.model.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.Weights;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RmsNormTest {
    private static final int HEAD_DIM = 32;
    private static final double EPSILON = 1e-6;

    /** Down to rows so small that epsilon is most of what they are divided by. */
    @ParameterizedTest
    @ValueSource(doubles = {100, 1, 1e-3, 1e-5, 0})
    void isTheSameInPlaceWhereRowsLieApart(double size) throws URISyntaxException {
        try (TensorScope scope = TensorScope.open();
                Weights weights = Weights.open(transformer());
                RmsNorm norm =
                        new RmsNorm(weights.in("transformer_blocks.0.attn."), "norm_q.weight", HEAD_DIM, EPSILON)) {
            torch.manual_seed(3);
            Tensor pairs = torch.randn(7, 2, 3, HEAD_DIM).mul_(new Scalar(size));
            Tensor rows = pairs.select(1, 0); // [7, 3, headDim]
            Tensor others = pairs.select(1, 1).clone(); // [7, 3, headDim]
            Tensor expected = norm.apply(rows); // [7, 3, headDim]
            norm.applyInPlace(rows);
            assertThat(rows.sub(expected).abs().max().item_double()).isLessThan(1e-5);
            assertThat(pairs.select(1, 1).equal(others)).isTrue();
        }
    }

    private static Path transformer() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(RmsNormTest.class.getResource("/io/instgenie/models/sticker-fill/transformer"))
                        .toURI());
    }
}
