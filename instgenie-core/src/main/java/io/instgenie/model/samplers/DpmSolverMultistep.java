package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;

/**
 * DPM-Solver++ in its multistep form (<a href="https://arxiv.org/abs/2211.01095">2211.01095</a>, algorithm 2, and its SDE; Diffusers'
 * {@code DPMSolverMultistepScheduler}). Without state, thread-safe.
 */
public final class DpmSolverMultistep implements Sampler {
    /** From so many steps on, the last ones need no lower order. */
    private static final int MANY_STEPS = 15;

    private final DiffusionConfig config;
    private final SigmaOptions sigmas;
    private final DpmSolverOptions options;
    private final NoiseTable table;

    public DpmSolverMultistep(DiffusionConfig config, SigmaOptions sigmas, DpmSolverOptions options) {
        this.config = config;
        this.sigmas = sigmas;
        this.options = options;
        table = NoiseTable.bySigma(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        SolverSteps levels = levels(numInferenceSteps).checked(numInferenceSteps, first);
        DpmSolverWeights weights = new DpmSolverWeights(levels, options);
        List<SolverMove> moves = new ArrayList<>();
        for (int i = first; i < levels.count(); i++) {
            Mix clean = config.predictionType().clean(levels.signal(i), levels.noise(i));
            moves.add(new SolverMove(clean, clean, null, weights.of(i, order(i, i - first, levels.count()))));
        }
        return new Schedule(levels.steps(first), 1, noise -> new SolverStepping(moves, options.order() - 1, noise));
    }

    /** @param done how many steps came before */
    private int order(int step, int done, int count) {
        boolean lower = options.lowerOrderFinal() && count < MANY_STEPS;
        int limit = options.order();
        if (step == count - 1 && (lower || options.eulerAtFinal() || sigmas.finalSigma() == FinalSigma.ZERO)) {
            limit = 1;
        } else if (step == count - 2 && lower) {
            limit = Math.min(limit, 2);
        }
        return Math.min(limit, done + 1);
    }

    private SolverSteps levels(int count) {
        double last = sigmas.finalSigma() == FinalSigma.ZERO ? 0 : table.smallestSigma();
        KarrasSigmas karras = sigmas.karras();
        if (karras == null) {
            double[] timesteps =
                    config.timestepSpacing().solverTimesteps(count, used(), table.size(), config.stepsOffset());
            return SolverSteps.spaced(table, timesteps, last);
        }
        double[] levels = karras.sigmas(count, table.smallestSigma(), table.largestSigma());
        double[] timesteps = SigmaSteps.timestepsOf(table, levels);
        boolean rounds = config.betas().schedule() != BetaSchedule.SQUAREDCOS_CAP_V2;
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = rounds ? Math.rint(timesteps[i]) : Math.floor(timesteps[i]);
        }
        return SolverSteps.bySigma(timesteps, levels, last);
    }

    /** How many timesteps have enough of the picture in them. */
    private int used() {
        int used = table.size();
        while (used > 0 && -Math.log(table.sigmaAt(used - 1)) < options.lambdaMinClipped()) {
            used--;
        }
        return used;
    }
}
