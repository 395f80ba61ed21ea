package io.instgenie.toy;

import io.instgenie.cost.Section;
import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.model.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Lanes one after the other: nothing is gained by packing so few rows. */
final class ToyPass implements Pass {
    private final ToyDenoiser denoiser;
    private final List<Lane> lanes;
    private List<ToyState> states = List.of();
    private int at = -1;

    ToyPass(ToyDenoiser denoiser, List<Lane> lanes) {
        this.denoiser = denoiser;
        this.lanes = List.copyOf(lanes);
    }

    @Override
    public void begin() {
        arrive(
                0,
                lanes.stream()
                        .map(lane -> new ToyState(denoiser.embed(lane.input().get()), null))
                        .toList());
    }

    @Override
    public void resume(int block, Share share) {
        Tensor rows = share.part(Section.HIDDEN_STATES, 0).in(ScalarType.Float); // [rows, heads, width / heads]
        arrive(block, List.of(new ToyState(rows.reshape(rows.size(0), -1), null)));
    }

    private void arrive(int block, List<ToyState> now) {
        now.forEach(ToyState::held);
        close();
        states = now;
        at = block;
    }

    @Override
    public boolean isAt(int block) {
        return at == block && !states.isEmpty();
    }

    private ToyState state(int block, int lane) {
        if (!isAt(block)) {
            throw new IllegalStateException("the rows are not at block " + block);
        }
        return states.get(lane);
    }

    @Override
    public void run(int block, Lender lender, Keeper keeper) {
        List<ToyState> next = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            ToyState state = state(block, lane);
            int borrower = lane;
            ToyConditioning conditioning = conditioning(lane);
            next.add(denoiser.block(block)
                    .apply(
                            state,
                            new ToyBlock.Place(
                                    conditioning.fine(),
                                    conditioning.coarse(),
                                    shift(block, lane),
                                    () -> Objects.requireNonNull(lender.lend(borrower)))));
            keep(block, lane, keeper);
        }
        arrive(block + 1, next);
    }

    @Override
    public void end(int block, Keeper keeper) {
        for (int lane = 0; lane < lanes.size(); lane++) {
            keep(block, lane, keeper);
        }
        close();
    }

    private void keep(int block, int lane, Keeper keeper) {
        Tensor rows = state(block, lane).rows(); // [rows, width]
        ToyBlock current = denoiser.block(block);
        if (keeper.wants(lane, Section.HIDDEN_STATES)) {
            keeper.keep(
                    lane,
                    Section.HIDDEN_STATES,
                    rows.reshape(rows.size(0), current.heads(), -1)); // [rows, heads, width / heads]
        }
        if (keeper.wants(lane, Section.KEY_VALUES)) {
            List<Tensor> keyValues = current.keysAndValues(rows, shift(block, lane));
            keeper.keep(lane, Section.KEY_VALUES, keyValues.get(0), keyValues.get(1));
        }
    }

    private ToyConditioning conditioning(int lane) {
        return (ToyConditioning) lanes.get(lane).conditioning();
    }

    private Tensor shift(int block, int lane) {
        return conditioning(lane).shift(block, lanes.get(lane).step()); // [width]
    }

    @Override
    public Tensor output() {
        Tensor[] rows = new Tensor[lanes.size()];
        for (int lane = 0; lane < rows.length; lane++) {
            rows[lane] = state(denoiser.blockCount(), lane).rows(); // [tokens, width]
        }
        return denoiser.head(torch.cat(new TensorVector(rows))); // [tokens, channels]
    }

    @Override
    public void close() {
        states.forEach(ToyState::close);
        states = List.of();
    }
}
