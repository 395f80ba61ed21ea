package io.instgenie.edit;

/**
 * A finished edit.
 *
 * @param image as large as the input; pixels outside the mask (and its feather) are the input's own bytes
 * @param provenance how it came about
 */
public record EditResult(EditImage image, Provenance provenance) {}
