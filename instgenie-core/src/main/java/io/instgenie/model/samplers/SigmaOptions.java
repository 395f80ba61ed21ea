package io.instgenie.model.samplers;

import org.jspecify.annotations.Nullable;

/**
 * How samplers by σ choose their levels.
 *
 * @param finalSigma where the last step ends
 * @param karras levels of their own, {@code null} for those of the timesteps
 */
public record SigmaOptions(FinalSigma finalSigma, @Nullable KarrasSigmas karras) {}
