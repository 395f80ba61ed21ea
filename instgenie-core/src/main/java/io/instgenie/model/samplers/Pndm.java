package io.instgenie.model.samplers;

import java.util.ArrayList;
import java.util.List;

/**
 * Pseudo linear multistep (<a href="https://arxiv.org/abs/2202.09778">2202.09778</a>, formula 9; Diffusers' {@code PNDMScheduler} with
 * {@code skip_prk_steps}). The second timestep is visited twice, so that there is one step more than asked for, and both are equal.
 * Without state, thread-safe.
 */
public final class Pndm implements Sampler {
    private final DiffusionConfig config;
    private final boolean setAlphaToOne;
    private final NoiseTable table;

    /**
     * @param setAlphaToOne whether the last step ends in clean latents, instead of at the level of timestep 0
     */
    public Pndm(DiffusionConfig config, boolean setAlphaToOne) {
        this.config = config;
        this.setAlphaToOne = setAlphaToOne;
        table = NoiseTable.byAlpha(config.betas());
    }

    @Override
    public Schedule schedule(int numInferenceSteps, int imageTokens, double strength) {
        int first = StrengthRule.firstStep(numInferenceSteps, strength, table.size());
        int stride = table.size() / numInferenceSteps;
        List<Integer> timesteps = timesteps(numInferenceSteps);
        List<Integer> visited = timesteps.subList(first, timesteps.size());
        List<Mix> updates = new ArrayList<>();
        for (int i = 0; i < visited.size(); i++) {
            int from = visited.get(i) + (i == 1 ? stride : 0); // the second step takes the first one again
            updates.add(update(from, from - stride));
        }
        List<Mix> clean = visited.stream().map(this::clean).toList();
        return new Schedule(
                visited.stream().map(t -> new Step(t, table.level(t), 1)).toList(),
                1,
                noise -> new PndmStepping(updates, clean));
    }

    private List<Integer> timesteps(int numInferenceSteps) {
        List<Integer> timesteps = new ArrayList<>();
        for (int timestep : AlphaSteps.timesteps(config, numInferenceSteps)) {
            timesteps.add(timestep);
        }
        if (timesteps.size() > 1) {
            timesteps.add(1, timesteps.get(1));
        }
        return timesteps;
    }

    private Mix clean(int timestep) {
        double alpha = table.alphaCumprod(timestep);
        return config.predictionType().clean(Math.sqrt(alpha), Math.sqrt(1 - alpha));
    }

    /** Formula 9, for outputs combined over steps. */
    private Mix update(int timestep, int next) {
        double alpha = table.alphaCumprod(timestep);
        double nextAlpha = AlphaSteps.nextAlpha(table, next, setAlphaToOne);
        double denominator = alpha * Math.sqrt(1 - nextAlpha) + Math.sqrt(alpha * (1 - alpha) * nextAlpha);
        return config.predictionType()
                .noise(Math.sqrt(alpha), Math.sqrt(1 - alpha))
                .times(-(nextAlpha - alpha) / denominator)
                .plus(new Mix(Math.sqrt(nextAlpha / alpha), 0));
    }
}
