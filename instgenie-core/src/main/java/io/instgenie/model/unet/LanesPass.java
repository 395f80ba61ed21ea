package io.instgenie.model.unet;

import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.model.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Lanes of any sizes on their way through the network: those of one size together, the sizes one after the other in each block. */
final class LanesPass implements Pass {
    private final UNet2DConditionModel network;
    private final List<Lane> lanes;
    private final Map<LaneConditioning.Size, List<Integer>> bySize = new LinkedHashMap<>(); // places of lanes
    private final List<UNetPass> passes = new ArrayList<>(); // in the same order
    private int at;

    LanesPass(UNet2DConditionModel network, List<Lane> lanes) {
        this.network = network;
        this.lanes = List.copyOf(lanes);
        for (int lane = 0; lane < lanes.size(); lane++) {
            bySize.computeIfAbsent(conditioning(lane).size(), size -> new ArrayList<>())
                    .add(lane);
        }
    }

    private LaneConditioning conditioning(int lane) {
        return (LaneConditioning) lanes.get(lane).conditioning();
    }

    @Override
    public void begin() {
        close();
        bySize.forEach((size, places) ->
                passes.add(network.enter(places.stream().map(this::entering).toList(), size.height(), size.width())));
        at = 0;
    }

    private UNetLane entering(int place) {
        Lane lane = lanes.get(place);
        return new UNetLane(lane.input().get(), conditioning(place).conditioning(), lane.step());
    }

    @Override
    public void resume(int block, Share share) {
        throw new IllegalStateException("a pass cannot begin at block " + block);
    }

    @Override
    public boolean isAt(int block) {
        return at == block && !passes.isEmpty();
    }

    @Override
    public void run(int block, Lender lender, Keeper keeper) {
        requireAt(block);
        passes.forEach(pass -> pass.run(block));
        at = block + 1;
    }

    @Override
    public void end(int block, Keeper keeper) {
        requireAt(block);
        close();
    }

    private void requireAt(int block) {
        if (!isAt(block)) {
            throw new IllegalStateException("the rows are not at block " + block);
        }
    }

    @Override
    public Tensor output() {
        requireAt(network.layers().size());
        Tensor[] outputs = new Tensor[lanes.size()];
        int next = 0;
        for (List<Integer> places : bySize.values()) {
            Tensor output = passes.get(next++).output(); // [lanes of one size, cells, outChannels]
            for (int i = 0; i < places.size(); i++) {
                outputs[places.get(i)] = output.select(0, i); // [cells, outChannels]
            }
        }
        return torch.cat(new TensorVector(outputs)); // [tokens, outChannels]
    }

    @Override
    public void close() {
        passes.forEach(UNetPass::close);
        passes.clear();
    }
}
