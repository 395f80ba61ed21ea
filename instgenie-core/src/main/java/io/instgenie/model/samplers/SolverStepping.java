package io.instgenie.model.samplers;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** The update of multistep solvers: remembers what the last outputs pointed to, and the latents before the last step where one is corrected. */
final class SolverStepping implements Stepping {
    private final List<SolverMove> moves;
    private final Supplier<Tensor> noise;
    private final History outputs;
    private final History latents = new History(1);
    private int next;

    /** @param remembered how many outputs a step may look back at, besides its own */
    SolverStepping(List<SolverMove> moves, int remembered, Supplier<Tensor> noise) {
        this.moves = moves;
        this.noise = noise;
        outputs = new History(remembered);
    }

    @Override
    public Tensor step(Tensor x, Tensor output) {
        SolverMove move = moves.get(next);
        Tensor solved = move.solved().apply(x, output);
        Tensor corrected = corrected(move, x, solved);
        boolean correctedNext = next + 1 < moves.size() && moves.get(next + 1).corrector() != null;
        Tensor kept = correctedNext && corrected == x ? x.clone() : corrected;
        WeightedSum sum = new WeightedSum().plus(move.predictor().ofLatents(), corrected);
        outputs.addTo(sum, solved, move.predictor().ofOutputs());
        if (move.predictor().ofNoise() != 0) {
            sum.plus(move.predictor().ofNoise(), noise.get());
        }
        Tensor moved = sum.tensor();
        outputs.push(solved);
        if (correctedNext) {
            latents.push(kept);
        }
        next++;
        return moved;
    }

    private Tensor corrected(SolverMove move, Tensor x, Tensor solved) {
        Combination corrector = move.corrector();
        if (corrector == null) {
            return x;
        }
        WeightedSum sum = new WeightedSum().plus(corrector.ofLatents(), latents.newest());
        outputs.addTo(sum, solved, corrector.ofOutputs());
        return sum.tensor();
    }

    @Override
    public Tensor predicted(Tensor x, Tensor output) {
        return moves.get(next).clean().apply(x, output);
    }

    @Override
    public void close() {
        outputs.close();
        latents.close();
    }
}
