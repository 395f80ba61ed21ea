package io.instgenie.model.samplers;

import io.instgenie.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What a job remembers of the last steps, the newest first; holds it from scope to scope. */
final class History implements AutoCloseable {
    private final int capacity;
    private final Deque<Tensor> tensors = new ArrayDeque<>();

    History(int capacity) {
        this.capacity = capacity;
    }

    /** Holds {@code tensor}, which nobody else may write to; lets the oldest go where there are too many. */
    void push(Tensor tensor) {
        tensors.addFirst(Tensors.hold(tensor));
        if (tensors.size() > capacity) {
            tensors.removeLast().close();
        }
    }

    int size() {
        return tensors.size();
    }

    /** Adds {@code newest}, which is not remembered yet, and what came before it to {@code sum}, as far back as there are weights. */
    void addTo(WeightedSum sum, Tensor newest, List<Double> newestFirst) {
        sum.plus(newestFirst.get(0), newest);
        Iterator<Tensor> earlier = tensors.iterator();
        newestFirst.subList(1, newestFirst.size()).forEach(weight -> sum.plus(weight, earlier.next()));
    }

    /** The newest tensor. */
    Tensor newest() {
        return tensors.getFirst();
    }

    @Override
    public void close() {
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
