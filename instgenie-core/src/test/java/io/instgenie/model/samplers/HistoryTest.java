package io.instgenie.model.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void holdsTheNewestFromScopeToScope() {
        List<Tensor> pushed = new ArrayList<>();
        History history = new History(2);
        for (float value = 1; value <= 3; value++) {
            try (TensorScope scope = TensorScope.open()) {
                pushed.add(Tensors.ofFloats(new float[] {value}, 1));
                history.push(pushed.get(pushed.size() - 1));
            }
        }
        assertThat(pushed).extracting(tensor -> tensor.isNull()).containsExactly(true, false, false);
        assertThat(history.size()).isEqualTo(2);
        try (TensorScope scope = TensorScope.open()) {
            WeightedSum sum = new WeightedSum();
            history.addTo(sum, Tensors.ofFloats(new float[] {4}, 1), List.of(100.0, 10.0, 1.0));
            assertThat(Tensors.toFloats(sum.tensor())).containsExactly(432);
            assertThat(Tensors.toFloats(history.newest())).containsExactly(3);
        }
        history.close();
        assertThat(pushed).allMatch(tensor -> tensor.isNull());
        assertThat(history.size()).isZero();
    }
}
