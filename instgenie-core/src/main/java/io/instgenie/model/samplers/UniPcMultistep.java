package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UniPC, a predictor whose result is corrected once the next output is known (<a href="https://arxiv.org/abs/2302.04867">2302.04867</a>,
 * algorithms 5 to 8; Diffusers' {@code UniPCMultistepScheduler}). Without state, thread-safe.
 */
public final class UniPcMultistep implements Sampler {
    private final DiffusionConfig config;
    private final SigmaOptions sigmas;
    private final UniPcOptions options;
    private final NoiseTable table;

    /**
     * @throws IllegalArgumentException if the last step's weights would be no numbers: to clean latents it needs predictX0 and
     *     lowerOrderFinal, and to its own level, as with Karras' sigmas, lowerOrderFinal or an order of at most 2
     */
    public UniPcMultistep(DiffusionConfig config, SigmaOptions sigmas, UniPcOptions options) {
        boolean clean = sigmas.finalSigma() == FinalSigma.ZERO;
        boolean solves = sigmas.karras() != null && options.order() > 2;
        if (clean && !options.predictX0()) {
            throw new IllegalArgumentException("predictX0 is false, and the last step ends in clean latents");
        }
        if ((clean || solves) && !options.lowerOrderFinal()) {
            throw new IllegalArgumentException(
                    "lowerOrderFinal is false, and the last step ends in clean latents or where it begins");
        }
        this.config = config;
        this.sigmas = sigmas;
        this.options = options;
        table = NoiseTable.bySigma(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        SolverSteps levels = levels(numInferenceSteps).checked(numInferenceSteps, first);
        UniPcWeights weights = new UniPcWeights(levels, options);
        List<SolverMove> moves = new ArrayList<>();
        for (int i = first; i < levels.count(); i++) {
            double signal = levels.signal(i);
            double noise = levels.noise(i);
            Mix clean = config.predictionType().clean(signal, noise);
            Mix solved = options.predictX0() ? clean : config.predictionType().noise(signal, noise);
            Combination predictor = weights.predictor(i, order(i, i - first, levels.count()));
            moves.add(new SolverMove(clean, solved, corrector(weights, i, first, levels.count()), predictor));
        }
        return new Schedule(levels.steps(first), 1, noise -> new SolverStepping(moves, options.order(), noise));
    }

    /** Corrects the step before {@code step}. */
    private @Nullable Combination corrector(UniPcWeights weights, int step, int first, int count) {
        if (step == first || options.disableCorrector().contains(step - 1)) {
            return null;
        }
        return weights.corrector(step - 1, order(step - 1, step - 1 - first, count));
    }

    /** @param done how many steps came before */
    private int order(int step, int done, int count) {
        int limit = options.lowerOrderFinal() ? Math.min(options.order(), count - step) : options.order();
        return Math.min(limit, done + 1);
    }

    private SolverSteps levels(int count) {
        KarrasSigmas karras = sigmas.karras();
        boolean clean = sigmas.finalSigma() == FinalSigma.ZERO;
        if (karras == null) {
            double[] timesteps =
                    config.timestepSpacing().solverTimesteps(count, table.size(), table.size(), config.stepsOffset());
            return SolverSteps.spaced(table, timesteps, clean ? 0 : table.smallestSigma());
        }
        double[] levels = karras.sigmas(count, table.smallestSigma(), table.largestSigma());
        double[] timesteps = SigmaSteps.timestepsOf(table, levels);
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = Math.rint(timesteps[i]);
        }
        return SolverSteps.bySigma(timesteps, levels, clean ? 0 : levels[count - 1]);
    }
}
