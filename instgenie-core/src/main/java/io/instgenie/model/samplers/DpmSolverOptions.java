package io.instgenie.model.samplers;

/**
 * The options of {@link DpmSolverMultistep}.
 *
 * @param order 1 to 3: how many outputs a step combines
 * @param stochastic whether fresh noise is added at every step ({@code sde-dpmsolver++} instead of {@code dpmsolver++})
 * @param heun whether steps of order 2 are Heun's, instead of the midpoint's
 * @param lowerOrderFinal whether the last steps have a lower order where there are fewer than 15
 * @param eulerAtFinal whether the last step has order 1
 * @param lambdaMinClipped timesteps whose log(signal / noise) is below this are not visited
 */
public record DpmSolverOptions(
        int order,
        boolean stochastic,
        boolean heun,
        boolean lowerOrderFinal,
        boolean eulerAtFinal,
        double lambdaMinClipped) {}
