package io.instgenie.model.flux;

import io.instgenie.cost.Section;
import io.instgenie.model.Keeper;
import io.instgenie.model.Lane;
import io.instgenie.model.Lender;
import io.instgenie.model.Pass;
import io.instgenie.model.Share;
import io.instgenie.model.rows.Attention;
import io.instgenie.model.rows.BlockContext;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.model.rows.Projection;
import io.instgenie.model.rows.RowLayout;
import io.instgenie.tensor.Tensors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Text and image rows of all lanes as one matrix, as {@link RowLayout} says. */
final class FluxPass implements Pass {
    private final FluxTransformer transformer;
    private final List<Lane> lanes;
    private final List<FluxConditioning> conditionings;
    private final RowLayout layout;
    private final RowLayout imageOnly;
    private @Nullable Tensor rotary; // complex [imageRows, 1, headDim / 2]
    private @Nullable Tensor hidden; // [rows, width]
    private boolean borrowed;
    private int at = -1;

    FluxPass(FluxTransformer transformer, List<Lane> lanes) {
        this.transformer = transformer;
        this.lanes = List.copyOf(lanes);
        conditionings = lanes.stream()
                .map(lane -> (FluxConditioning) lane.conditioning())
                .toList();
        layout = RowLayout.of(
                conditionings.stream().mapToInt(FluxConditioning::textTokens).toArray(),
                conditionings.stream().mapToInt(FluxConditioning::tokens).toArray());
        imageOnly = layout.withoutText();
    }

    @Override
    public void begin() {
        List<Tensor> parts = new ArrayList<>();
        conditionings.forEach(conditioning -> parts.add(conditioning.text()));
        parts.add(transformer.embedImage(
                cat(lanes.stream().map(lane -> lane.input().get()).toList())));
        reside(0, cat(parts), false); // [rows, width]
    }

    @Override
    public void resume(int block, Share share) {
        Tensor rows = share.part(Section.HIDDEN_STATES, 0)
                .in(transformer.placement().type())
                .view(layout.rows(), -1); // [rows, width]
        reside(block, rows, true);
    }

    /** Keeps rows beyond the scope they were made in: they outlive a block's. */
    private void reside(int block, Tensor rows, boolean ofOthers) {
        leave();
        hidden = Tensors.hold(rows);
        borrowed = ofOthers;
        at = block;
    }

    private void leave() {
        if (hidden != null) {
            hidden.close();
            hidden = null;
        }
    }

    @Override
    public boolean isAt(int block) {
        return hidden != null && at == block;
    }

    private Tensor input(int block) {
        Tensor rows = hidden;
        if (rows == null || at != block) {
            throw new IllegalStateException("the rows are not at block " + block);
        }
        return rows;
    }

    @Override
    public void run(int block, Lender lender, Keeper keeper) {
        if (borrowed) { // blocks work in place
            reside(block, input(block).clone(), false);
        }
        Tensor rows = input(block);
        keepHidden(rows, keeper);
        FluxBlock current = transformer.layers().get(block);
        BlockContext context = context(block);
        Projection projection = current.project(rows, context);
        Tensor attended = transformer.kernels().attend(projection, context, borrow(lender)); // [onward, width]
        current.update(rows, projection, attended, context);
        at = block + 1;
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (keeper.wants(lane, Section.KEY_VALUES)) {
                keeper.keep(
                        lane,
                        Section.KEY_VALUES,
                        layout.imageRows(projection.keys(), lane), // [tokens, heads, headDim]
                        layout.imageRows(projection.values(), lane)); // [tokens, heads, headDim]
            }
        }
    }

    /** The head reads image rows alone: text goes no further than the last block. */
    private BlockContext context(int block) {
        boolean isLast = block == transformer.layers().size() - 1;
        return new BlockContext(layout, isLast ? imageOnly : layout, modulations(block), rotary());
    }

    private List<Tensor> modulations(int block) {
        List<Tensor> modulations = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            modulations.add(conditionings.get(lane).block(block, lanes.get(lane).step())); // [chunks, width]
        }
        return modulations;
    }

    private Tensor rotary() {
        if (rotary == null) {
            rotary = Tensors.hold(
                    cat(conditionings.stream().map(FluxConditioning::rotary).toList()));
        }
        return rotary;
    }

    /** What lanes attend to besides their own rows. Lanes that share it share its conversion too. */
    private List<Attention.@Nullable Borrowed> borrow(Lender lender) {
        Map<Share, KeyValue> converted = new IdentityHashMap<>();
        List<Attention.@Nullable Borrowed> all = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            Tensor others = conditionings.get(lane).others();
            Share share = others == null ? null : lender.lend(lane);
            all.add(
                    others == null || share == null
                            ? null
                            : new Attention.Borrowed(converted.computeIfAbsent(share, this::attendable), others));
        }
        return all;
    }

    private KeyValue attendable(Share share) {
        return transformer
                .kernels()
                .attendable(KeyValue.of(share.part(Section.KEY_VALUES, 0), share.part(Section.KEY_VALUES, 1)));
    }

    private void keepHidden(Tensor rows, Keeper keeper) {
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (keeper.wants(lane, Section.HIDDEN_STATES)) {
                keeper.keep(lane, Section.HIDDEN_STATES, transformer.heads(rows(rows, lane)));
            }
        }
    }

    /** A lane's rows, text first, {@code [textTokens + tokens, width]}. */
    private Tensor rows(Tensor rows, int lane) {
        return lanes.size() == 1
                ? rows
                : torch.cat(new TensorVector(layout.textRows(rows, lane), layout.imageRows(rows, lane)));
    }

    @Override
    public void end(int block, Keeper keeper) {
        Tensor rows = input(block);
        keepHidden(rows, keeper);
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (keeper.wants(lane, Section.KEY_VALUES)) {
                FluxConditioning conditioning = conditionings.get(lane);
                KeyValue keyValue = transformer
                        .layers()
                        .get(block)
                        .keysAndValues(
                                layout.imageRows(rows, lane),
                                conditioning.block(block, lanes.get(lane).step()),
                                conditioning.rotary()); // [tokens, heads, headDim] each
                keeper.keep(lane, Section.KEY_VALUES, keyValue.keys(), keyValue.values());
            }
        }
        leave();
    }

    @Override
    public Tensor output() {
        List<Tensor> modulations = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            modulations.add(conditionings.get(lane).out(lanes.get(lane).step())); // [2, width]
        }
        return transformer.head(input(transformer.layers().size()), layout, modulations); // [imageRows, outChannels]
    }

    private static Tensor cat(List<Tensor> parts) {
        return parts.size() == 1 ? parts.get(0) : torch.cat(new TensorVector(parts.toArray(new Tensor[0])));
    }

    @Override
    public void close() {
        leave();
        if (rotary != null) {
            rotary.close();
        }
    }
}
