package io.instgenie.edit;

import java.util.Optional;

/**
 * How far an edit has come.
 *
 * @param step denoising steps done, 1 to {@code steps}
 * @param steps denoising steps in all
 * @param preview the picture as the model sees it now, if the request asked for {@linkplain EditRequest.Builder#previews previews}
 */
public record EditProgress(int step, int steps, Optional<EditImage> preview) {}
