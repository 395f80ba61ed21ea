package io.instgenie.model.samplers;

/** The fields of a {@code FlowMatchEulerDiscreteScheduler}'s config that its numbers depend on. */
public record FlowMatchEulerConfig(
        int numTrainTimesteps,
        double shift,
        boolean useDynamicShifting,
        double baseShift,
        double maxShift,
        int baseImageSeqLen,
        int maxImageSeqLen) {}
