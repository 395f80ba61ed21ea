package io.instgenie.model.samplers;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The update of {@link Pndm}: outputs of up to four steps, combined by the weights of Adams and Bashforth. */
final class PndmStepping implements Stepping {
    private static final List<List<Double>> ADAMS_BASHFORTH = List.of(
            List.of(1.0),
            List.of(3 / 2.0, -1 / 2.0),
            List.of(23 / 12.0, -16 / 12.0, 5 / 12.0),
            List.of(55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0));

    private final List<Mix> updates;
    private final List<Mix> clean;
    private final History outputs = new History(ADAMS_BASHFORTH.size() - 1);
    private final History start = new History(1);
    private int next;

    PndmStepping(List<Mix> updates, List<Mix> clean) {
        this.updates = updates;
        this.clean = clean;
    }

    @Override
    public Tensor step(Tensor x, Tensor output) {
        Mix update = updates.get(next);
        Tensor moved = next == 1 ? firstAgain(update, output) : multistep(update, x, output);
        next++;
        return moved;
    }

    private Tensor multistep(Mix update, Tensor x, Tensor output) {
        List<Double> weights = scaled(ADAMS_BASHFORTH.get(outputs.size()), update.ofOutput());
        WeightedSum sum = new WeightedSum().plus(update.ofLatents(), x);
        outputs.addTo(sum, output, weights);
        Tensor kept = output.clone();
        if (next == 0) {
            start.push(x.clone());
        }
        outputs.push(kept);
        return sum.tensor();
    }

    /** Takes the first step again from where it began, with the mean of both outputs. */
    private Tensor firstAgain(Mix update, Tensor output) {
        double half = update.ofOutput() / 2;
        WeightedSum sum = new WeightedSum().plus(update.ofLatents(), start.newest());
        outputs.addTo(sum, output, List.of(half, half));
        start.close();
        return sum.tensor();
    }

    private static List<Double> scaled(List<Double> weights, double factor) {
        return weights.stream().map(weight -> weight * factor).toList();
    }

    @Override
    public Tensor predicted(Tensor x, Tensor output) {
        return clean.get(next).apply(x, output);
    }

    @Override
    public void close() {
        outputs.close();
        start.close();
    }
}
