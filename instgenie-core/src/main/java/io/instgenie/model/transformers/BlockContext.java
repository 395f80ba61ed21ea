package io.instgenie.model.transformers;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a block must know of the rows it is given.
 *
 * @param layout whose rows lie where
 * @param modulations {@code [chunks, width]} per job, as the block's {@link FluxBlock#modulation} made them
 * @param rotary complex {@code [imageRows, 1, headDim / 2]}, the image rows' own positions
 */
public record BlockContext(RowLayout layout, List<Tensor> modulations, Tensor rotary) {}
