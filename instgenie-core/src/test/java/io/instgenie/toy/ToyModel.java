package io.instgenie.toy;

import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.Kernels;
import io.instgenie.pretrained.PretrainedModel;
import io.instgenie.tensor.Placement;

/** A model that no package of the library knows: a U-net under classifier-free guidance, tokens of 8 x 8 pixels. */
public record ToyModel() implements PretrainedModel {
    @Override
    public String modelHash() {
        return "0123456789abcdef";
    }

    @Override
    public PretrainedModel withSampler(String className) {
        return this;
    }

    @Override
    public Pipeline load(Placement placement, Kernels kernels) {
        return new ToyPipeline(modelHash());
    }
}
