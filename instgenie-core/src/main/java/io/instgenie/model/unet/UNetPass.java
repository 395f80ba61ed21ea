package io.instgenie.model.unet;

import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Lanes on their way through the network, all with maps of one size: the current rows, and a stack of what later blocks still read. A
 * block's own tensors are freed when it is done. Used by one thread.
 */
public final class UNetPass implements AutoCloseable {
    private final UNet2DConditionModel model;
    private final List<UNetLane> lanes;
    private final Deque<Maps> stack = new ArrayDeque<>();
    private Maps current;

    UNetPass(UNet2DConditionModel model, List<UNetLane> lanes, Maps input) {
        this.model = model;
        this.lanes = lanes;
        current = held(input);
    }

    /** Runs one block, the {@code block}-th of {@link UNet2DConditionModel#places()}; they are run in order. */
    public void run(int block) {
        try (TensorScope scope = TensorScope.open()) {
            Maps next = model.run(block, current, this);
            replace(next);
        }
    }

    private void replace(Maps next) {
        Maps held = held(next);
        current.rows().close();
        current = held;
    }

    /** Shares the memory, in a tensor of this pass's own. */
    private static Maps held(Maps maps) {
        return maps.with(Tensors.hold(new Tensor(maps.rows())));
    }

    /** What the block run last made: {@code [lanes, cells, channels]}, to be read before the next one runs. */
    public Tensor rows() {
        return current.byLane();
    }

    /** The network's output when all blocks have run, float32: {@code [lanes, cells, outChannels]}. */
    public Tensor output() {
        return model.placement().widen(rows());
    }

    /** Leaves maps for a later block. */
    void push(Maps maps) {
        stack.push(held(maps));
    }

    /** The maps left last, which belong to the scope at hand from now on. */
    Maps pop() {
        Maps maps = stack.pop();
        Tensor rows = new Tensor(maps.rows()); // [rows, channels]
        maps.rows().close();
        return maps.with(rows);
    }

    /** The maps left last, which stay. */
    Maps top() {
        return stack.element();
    }

    /** What a residual block adds to every cell, lane by lane: {@code [lanes, 1, channels]}. */
    Tensor timeShift(int resnet) {
        return torch.stack(new TensorVector(lanes.stream()
                        .map(lane -> lane.conditioning().timeShift(resnet, lane.step()))
                        .toArray(Tensor[]::new)))
                .unsqueeze(1);
    }

    /** What a transformer block's cross-attention reads, lane by lane. */
    List<TextMemory> texts(int transformerBlock) {
        return lanes.stream()
                .map(lane -> lane.conditioning().text(transformerBlock))
                .toList();
    }

    @Override
    public void close() {
        current.rows().close();
        stack.forEach(maps -> maps.rows().close());
    }
}
