package io.instgenie.model.samplers;

import io.instgenie.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The last tensors of a job's steps, the newest first; holds them from scope to scope. */
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

    /** Adds the newest tensors to {@code sum}, as many as there are weights. */
    void addTo(WeightedSum sum, List<Double> newestFirst) {
        Iterator<Tensor> tensor = tensors.iterator();
        newestFirst.forEach(weight -> sum.plus(weight, tensor.next()));
    }

    @Override
    public void close() {
        tensors.forEach(Tensor::close);
        tensors.clear();
    }
}
