package io.instgenie.model.autoencoders;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * What a pass computes side by side at one place of a network: tensors {@code [batch, channels, height, width]} of the same channels, each
 * of its own size. The first is what the pass is for; others are there for what they tell about the layers that see whole pictures.
 */
record Parts(List<Tensor> tensors) {

    static Parts of(Tensor... tensors) {
        return new Parts(List.of(tensors));
    }

    Tensor first() {
        return tensors.get(0);
    }

    /** These and one more. */
    Parts with(Tensor part) {
        return new Parts(Stream.concat(tensors.stream(), Stream.of(part)).toList());
    }

    /** All but the first. */
    List<Tensor> others() {
        return tensors.subList(1, tensors.size());
    }

    /** {@code layer} of every part. */
    Parts map(UnaryOperator<Tensor> layer) {
        return new Parts(tensors.stream().map(layer).toList());
    }

    /** {@code layer} of every part, which is freed: of what nobody else has. */
    Parts replaced(UnaryOperator<Tensor> layer) {
        Parts replaced = map(layer);
        free();
        return replaced;
    }

    /** Frees all parts before their scope ends: at a picture's full size, a network's maps together would take gigabytes. */
    void free() {
        tensors.forEach(Tensor::close);
    }

    /** {@code layer} of the first, and {@code otherLayer} of all others. */
    Parts map(UnaryOperator<Tensor> layer, UnaryOperator<Tensor> otherLayer) {
        return new Parts(
                Stream.concat(Stream.of(layer.apply(first())), others().stream().map(otherLayer))
                        .toList());
    }

    /** Adds {@code other} to these, in place. */
    Parts add(Parts other) {
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            sums.add(tensors.get(i).add_(other.tensors.get(i)));
        }
        return new Parts(sums);
    }
}
