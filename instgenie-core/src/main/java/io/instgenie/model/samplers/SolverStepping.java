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

    /** @param remembered how many outputs a step may look back at, its own with them */
    SolverStepping(List<SolverMove> moves, int remembered, Supplier<Tensor> noise) {
        this.moves = moves;
        this.noise = noise;
        outputs = new History(remembered);
    }

    @Override
    public Tensor step(Tensor x, Tensor output) {
        SolverMove move = moves.get(next);
        outputs.push(move.solved().apply(x, output));
        Tensor corrected = corrected(move, x);
        next++;
        if (next < moves.size() && moves.get(next).corrector() != null) {
            latents.push(corrected == x ? x.clone() : corrected);
        }
        WeightedSum sum = new WeightedSum().plus(move.predictor().ofLatents(), corrected);
        outputs.addTo(sum, move.predictor().ofOutputs());
        if (move.predictor().ofNoise() != 0) {
            sum.plus(move.predictor().ofNoise(), noise.get());
        }
        return sum.tensor();
    }

    private Tensor corrected(SolverMove move, Tensor x) {
        Combination corrector = move.corrector();
        if (corrector == null) {
            return x;
        }
        WeightedSum sum = new WeightedSum();
        latents.addTo(sum, List.of(corrector.ofLatents()));
        outputs.addTo(sum, corrector.ofOutputs());
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
